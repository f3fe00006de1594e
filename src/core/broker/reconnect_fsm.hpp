// When to connect to Redis again: at once for the first time, then for ever with growing jittered pauses, and never more
// than twice a second in one process. No I/O, no clock of its own: RedisClient tells it what happened and does what it says.
#pragma once

#include <array>
#include <functional>

#include "base/clock.hpp"

namespace zato::broker {

// Shared by all connections of a process.
class AttemptBudget {
 public:
  // The earliest time, not before `wanted`, at which one more attempt may be made; that attempt is taken from the
  // budget.
  base::MonotonicTime reserve(base::MonotonicTime wanted);

 private:
  static constexpr auto kWindow = std::chrono::seconds(1);
  std::array<base::MonotonicTime, 2> last_{};  // of the attempts granted; the older one first
};

class ReconnectFsm {
 public:
  struct Options {
    base::Monotonic::duration first_pause = std::chrono::milliseconds(100);
    base::Monotonic::duration longest_pause = std::chrono::seconds(2);
    // A connection that lived shorter counts as a failed attempt, so that a Redis which accepts and dies causes no
    // storm.
    base::Monotonic::duration stable_after = std::chrono::seconds(2);
  };
  enum class Action { kConnect, kWait, kServe, kEnd };
  struct Step {
    Action action;
    base::MonotonicTime until = {};  // kWait: then ask again
  };

  // `random` gives numbers in [0, 1).
  ReconnectFsm(Options options, AttemptBudget& budget, std::function<double()> random);

  Step next(base::MonotonicTime now);
  void connected(base::MonotonicTime now);
  void failed(base::MonotonicTime now);  // the attempt
  void lost(base::MonotonicTime now);    // the connection
  void stop();

 private:
  enum class State { kPausing, kConnecting, kConnected, kStopped };
  void pause(base::MonotonicTime now);

  Options options_;
  AttemptBudget& budget_;
  std::function<double()> random_;
  State state_ = State::kPausing;
  base::MonotonicTime until_{};  // kPausing: the attempt's time; epoch: the first
  base::MonotonicTime connected_at_{};
  int failures_ = 0;  // in a row
};

}  // namespace zato::broker
