// When a dead child may be started again. Pure: told what happened and when. Used by the supervisor and by whoever
// restarts something (zato-lb for HAProxy).
#pragma once

#include <algorithm>
#include <chrono>

#include "base/clock.hpp"

namespace zato::process {

// One per place. A first death is answered at once; each further one doubles the pause, up to a maximum, until a life
// was long enough to be called healthy. It never gives up.
class Backoff {
 public:
  struct Limits {
    std::chrono::milliseconds first{200};
    std::chrono::milliseconds most{30'000};
    // A life that makes all earlier deaths forgotten. Short: whoever served for so long and was killed is wanted back
    // at once.
    std::chrono::milliseconds healthy{1'000};
  };

  Backoff() = default;
  explicit Backoff(const Limits& limits) : limits_(limits) {}

  // The earliest time of the next start, for a child that was started, worked for `lived` (zero: never became ready)
  // and died.
  base::MonotonicTime next_start(base::MonotonicTime started, base::Monotonic::duration lived,
                                 base::MonotonicTime died) {
    if (lived >= limits_.healthy) deaths_ = 0;
    const auto pause = deaths_ == 0 ? std::chrono::milliseconds(0) : grown();
    ++deaths_;
    // A child that dies at once is not started more often than the first pause allows either.
    return std::max(died + pause, started + limits_.first);
  }

  void forget() noexcept { deaths_ = 0; }          // the operator intervened
  int deaths() const noexcept { return deaths_; }  // in a row

 private:
  std::chrono::milliseconds grown() const {
    const int doublings = std::min(deaths_ - 1, 20);
    return std::min(limits_.first * (1 << doublings), limits_.most);
  }

  Limits limits_;
  int deaths_ = 0;
};

// One for all places together: a burst of five restarts, then five a second. A configuration that kills every worker of
// many does not turn into a storm of forks.
class RestartBudget {
 public:
  static constexpr int kPerSecond = 5;

  // Whether a restart may happen now; if so it is counted.
  bool take(base::MonotonicTime now) {
    if (now < available_at()) return false;
    spent_until_ = std::max(spent_until_, now) + kEach;
    return true;
  }
  base::MonotonicTime available_at() const noexcept { return spent_until_ - kBurst; }

 private:
  static constexpr std::chrono::milliseconds kEach{1000 / kPerSecond};
  static constexpr std::chrono::milliseconds kBurst{kEach * (kPerSecond - 1)};

  // Each restart pays for kEach of time; up to kBurst may be paid in advance.
  base::MonotonicTime spent_until_{};
};

}  // namespace zato::process
