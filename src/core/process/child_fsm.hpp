// The life of one child process as a pure state machine: told what happened and what time it is, it answers what to do
// to the process. The supervisor performs the orders; tests drive it by hand.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.hpp"

namespace zato::process {

struct ChildLimits {
  std::chrono::milliseconds boot{120'000};      // to report that it is ready
  std::chrono::milliseconds heartbeat{30'000};  // between two beats once it is ready; 0: not watched
  std::chrono::milliseconds stack{500};         // to answer the request for its stack before it is killed
};

// Why a child is told to go, in the order of urgency.
enum class Leave {
  kReplaced,    // SIGUSR2: another one serves in its place, the component goes on
  kGracefully,  // SIGTERM: the component stops
  kFast,        // SIGINT: the component stops at once
};

class ChildFsm {
 public:
  enum class State {
    kStarting,
    kReady,
    kDraining,  // told to stop, finishing its work
    kDumping,   // hung; asked for its stack
    kKilling,   // SIGKILL sent
    kGone,
  };
  enum class Order { kNone, kRetire, kStopGracefully, kStopFast, kDumpStack, kKill };
  enum class Fault { kNone, kHung, kBootTimeout, kGraceOver };

  ChildFsm(const ChildLimits& limits, base::MonotonicTime now) : limits_(limits), since_(now), started_(now) {}

  void ready(base::MonotonicTime now);
  [[nodiscard]] Order stop(base::MonotonicTime now, Leave how, std::chrono::milliseconds grace);
  [[nodiscard]] Order stack_received(base::MonotonicTime now);
  void gone(base::MonotonicTime now) { enter(State::kGone, now); }
  // To be called when tick_at() is reached, and harmless at any other time.
  [[nodiscard]] Order tick(base::MonotonicTime now, base::MonotonicTime last_beat);
  // The parent itself stood still: what it did not see until `now` is nobody's fault.
  void forgive(base::MonotonicTime now);

  std::optional<base::MonotonicTime> tick_at(base::MonotonicTime last_beat) const;

  State state() const noexcept { return state_; }
  Fault fault() const noexcept { return fault_; }
  bool alive() const noexcept { return state_ != State::kGone; }
  // On its way out: its place may be given to another.
  bool leaving() const noexcept {
    return state_ == State::kDraining || state_ == State::kKilling || state_ == State::kGone;
  }
  base::MonotonicTime started() const noexcept { return started_; }

 private:
  void enter(State state, base::MonotonicTime now) {
    state_ = state;
    since_ = now;
  }
  base::MonotonicTime last_sign(base::MonotonicTime last_beat) const;
  Order dump(Fault fault, base::MonotonicTime now);
  Order kill(base::MonotonicTime now);

  ChildLimits limits_;
  State state_ = State::kStarting;
  Fault fault_ = Fault::kNone;
  base::MonotonicTime since_;    // of the state
  base::MonotonicTime started_;  // of the process
  std::chrono::milliseconds grace_{0};
  Leave leave_ = Leave::kReplaced;
};

std::string_view state_name(ChildFsm::State state) noexcept;

}  // namespace zato::process
