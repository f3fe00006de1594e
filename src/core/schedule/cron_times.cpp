#include "schedule/cron_times.hpp"

#include <algorithm>

namespace zato::schedule {

namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

Local local_at(sys_seconds at, seconds offset) { return Local((at + offset).time_since_epoch()); }
sys_seconds utc_of(Local local, seconds offset) { return sys_seconds(local.time_since_epoch()) - offset; }

// Where in `period` the clock shows for the first time what it has not shown before.
Local first_new_local(const Zone& zone, const Zone::Period& period) {
  const auto before = zone.period_at(period.begin - seconds(1)).offset;
  return local_at(period.begin, std::max(before, period.offset));
}

}  // namespace

std::optional<Instant> next_cron_time(const Cron& cron, const Zone& zone, Instant after) {
  const auto passed = whole_seconds(after);
  // Of the second before the first that counts: the gap may end with that one.
  auto period = zone.period_at(passed);
  auto local = local_at(passed + seconds(1), period.offset);
  const bool clock = !cron.every_hour();
  for (;;) {
    const bool has_begin = period.begin > sys_seconds(seconds(0));
    if (clock && has_begin) local = std::max(local, first_new_local(zone, period));
    const auto match = cron.first(local);
    if (!match) return std::nullopt;
    const auto at = utc_of(*match, period.offset);
    if (at < period.end) return at;
    const auto next = zone.period_at(period.end);
    const bool in_gap = *match < local_at(period.end, next.offset);
    if (in_gap && clock) return period.end;
    local = local_at(period.end, next.offset);
    period = next;
  }
}

}  // namespace zato::schedule
