// The clock of leases: goes on while the machine sleeps and cannot be set. A holder that was asleep must know that its
// time is over.
#pragma once

#include <chrono>

namespace zato::lease {

struct BootClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock>;
  static constexpr bool is_steady = true;

  static time_point now() noexcept;
};

using Time = BootClock::time_point;
using Duration = BootClock::duration;

}  // namespace zato::lease
