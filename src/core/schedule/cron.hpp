// Cron: one cron definition. Knows which minutes of a calendar it means; from there to instants: cron_times.hpp.
//
//   minute hour day-of-month month day-of-week, separated by blanks
//   each: * or a list of values, ranges 1-5, steps */15, 10-40/10 or 5/15 (from 5 on); names jan-dec, sun-sat; 7 = sun
//   @yearly @annually @monthly @weekly @daily @midnight @hourly
//
// A day counts when day-of-month and day-of-week both say so; where neither begins with *, when either does, as in
// every cron.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "schedule/instant.hpp"

namespace zato::schedule {

class Cron {
 public:
  // kInvalidArgument says which field is wrong: "has the hour `25`, which is none".
  static base::Result<Cron> parse(std::string_view text);

  bool matches(Local minute) const;

  // The first matching minute that is not before `from`; nothing when there is none within thirty years (30 February).
  std::optional<Local> first(Local from) const;

  // Runs in every hour of its days: then it counts time that passes, not what a clock shows (cron_times.hpp).
  bool every_hour() const noexcept { return hours_ == (1U << 24U) - 1; }

 private:
  bool matches_day(std::chrono::local_days day) const;
  std::optional<std::chrono::minutes> first_in_day(std::chrono::minutes from) const;

  std::uint64_t minutes_ = 0;  // bit n: value n
  std::uint32_t hours_ = 0;
  std::uint32_t days_ = 0;
  std::uint32_t months_ = 0;
  std::uint32_t weekdays_ = 0;
  bool either_day_ = false;
};

}  // namespace zato::schedule
