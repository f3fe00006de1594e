#include "schedule/times.hpp"

#include <algorithm>

namespace zato::schedule {

namespace {

using std::chrono::minutes;

std::optional<Instant> occurrence(const Every& every, std::int64_t number) {
  if (every.repeats > 0 && number >= static_cast<std::int64_t>(every.repeats)) return std::nullopt;
  return every.start + number * every.interval;
}

std::optional<Instant> next_of(const Once& once, Instant after) {
  return once.at > after ? std::optional(once.at) : std::nullopt;
}
std::optional<Instant> next_of(const Every& every, Instant after) {
  if (after < every.start) return occurrence(every, 0);
  return occurrence(every, (after - every.start) / every.interval + 1);
}
std::optional<Instant> next_of(const ByCron& by, Instant after) { return next_cron_time(by.cron, by.zone, after); }

std::optional<Instant> last_of(const Once& once, Instant after, Instant until) {
  return once.at > after && once.at <= until ? std::optional(once.at) : std::nullopt;
}
std::optional<Instant> last_of(const Every& every, Instant after, Instant until) {
  if (until < every.start) return std::nullopt;
  auto number = (until - every.start) / every.interval;
  if (every.repeats > 0) number = std::min(number, static_cast<std::int64_t>(every.repeats) - 1);
  const auto at = every.start + number * every.interval;
  return at > after ? std::optional(at) : std::nullopt;
}
// Looks back from `until` further and further: what was missed in a year is not gone through minute by minute.
std::optional<Instant> last_of(const ByCron& by, Instant after, Instant until) {
  for (Duration back = minutes(2);; back *= 4) {
    const bool all = until - after <= back;
    auto found = next_of(by, all ? after : until - back);
    if (found && *found <= until) {
      for (auto next = found; next && *next <= until; next = next_of(by, *next)) found = next;
      return found;
    }
    if (all) return std::nullopt;
  }
}

}  // namespace

std::optional<Instant> Times::next_after(Instant after) const {
  return std::visit([&](const auto& rule) { return next_of(rule, after); }, rule_);
}

std::optional<Instant> Times::last_between(Instant after, Instant until) const {
  if (until <= after) return std::nullopt;
  return std::visit([&](const auto& rule) { return last_of(rule, after, until); }, rule_);
}

std::vector<Instant> next_times(const Times& times, Instant after, std::size_t count) {
  std::vector<Instant> out;
  for (auto next = times.next_after(after); next && out.size() < count; next = times.next_after(out.back())) {
    out.push_back(*next);
  }
  return out;
}

}  // namespace zato::schedule
