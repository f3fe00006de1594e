// What is to be done now: which nominal times of a job have come, what becomes of those that were missed, what of one
// that comes while the job still runs.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "schedule/times.hpp"

namespace zato::schedule {

// What becomes of nominal times at which nobody could fire: everything was down, paused, or away.
enum class Missed {
  kSkip,  // nothing
  kOnce,  // the latest of them stands for all
  kAll,   // each fires, the oldest first
};

// What becomes of a nominal time that comes while an earlier run of the job has not ended.
enum class Overlap {
  kAllow,  // both run
  kSkip,   // it is left out, and the history says so
  kQueue,  // it runs when the earlier one has ended
};

// By the words that the object type knows: skip, once, all; allow, skip, queue. Others are the default.
Missed missed_named(std::string_view word) noexcept;
Overlap overlap_named(std::string_view word) noexcept;

struct DueRules {
  Missed missed = Missed::kOnce;
  Duration grace = std::chrono::seconds(5);           // later than this is missed; until then a fire is only late
  Duration catch_up_window = std::chrono::hours(24);  // kAll: older ones are left out
  std::size_t limit = 1000;                           // at most so many at a time; the rest with the next call
};

struct Due {
  std::vector<Instant> times;   // to be fired, in order
  std::optional<Instant> next;  // when to ask again; at or before `now` where there is more already
  bool left_out = false;        // some of them, by the rule for missed ones
};

// `cursor`: the last nominal time that was dealt with. Pure: the same question has the same answer after a crash.
Due due(const Times& times, Instant cursor, Instant now, const DueRules& rules);

enum class Decision { kFire, kSkip, kWait };
// `unfinished`: earlier runs of the job that have not ended, those that wait included.
Decision decide(Overlap overlap, std::size_t unfinished) noexcept;

}  // namespace zato::schedule
