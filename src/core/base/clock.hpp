// The clocks of the project. Timers, deadlines and leases follow the monotonic one; the wall clock is only ever shown or stored.
#pragma once

#include <chrono>
#include <string>

namespace zato::base {

using Monotonic = std::chrono::steady_clock;
using MonotonicTime = Monotonic::time_point;
using Wall = std::chrono::system_clock;
using WallTime = Wall::time_point;

// 2026-11-20T23:51:34.123Z (RFC 3339, UTC, milliseconds)
std::string iso_utc(WallTime time);
inline std::string iso_utc_now() { return iso_utc(Wall::now()); }

// Fri, 20 Nov 2026 23:51:34 GMT (RFC 9110 5.6.7)
std::string http_date(WallTime time);

}  // namespace zato::base
