// Points in time as schedules see them: of the wall clock, in UTC, as text the way ODB and API have them. The folder is
// pure: nothing here looks at a clock; callers say what time it is.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace zato::schedule {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;
using Duration = std::chrono::microseconds;
using Local = std::chrono::local_seconds;  // what a clock on a wall shows

// "2026-05-31 12:00:00", with or without T, a fraction, Z; without seconds, or without a time, the first instant of it. Nothing where it is no such time.
std::optional<Instant> parse_instant(std::string_view text);

// "2026-05-31T12:00:00Z"; a fraction only where there is one.
std::string text_of(Instant instant);

// What the clock shows, without the fraction. Rounds down before 1970 as well.
inline std::chrono::sys_seconds whole_seconds(Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant);
}

}  // namespace zato::schedule
