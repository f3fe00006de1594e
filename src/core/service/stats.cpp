// Counters per service (stats.hpp).
#include "service/stats.hpp"

#include <algorithm>

namespace zato::service {

void Stats::ended(std::chrono::nanoseconds took, bool failed, bool slow) noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  const std::int64_t value = took.count();
  in_flight_.fetch_sub(1, relaxed);
  usage_.fetch_add(1, relaxed);
  if (failed) errors_.fetch_add(1, relaxed);
  if (slow) slow_.fetch_add(1, relaxed);
  total_.fetch_add(value, relaxed);
  last_.store(value, relaxed);
  for (std::int64_t seen = min_.load(relaxed);
       (seen < 0 || value < seen) && !min_.compare_exchange_weak(seen, value, relaxed);) {
  }
  for (std::int64_t seen = max_.load(relaxed); value > seen && !max_.compare_exchange_weak(seen, value, relaxed);) {
  }
}

Stats::Reading Stats::read() const {
  constexpr auto relaxed = std::memory_order_relaxed;
  return {.name = name_,
          .usage = usage_.load(relaxed),
          .errors = errors_.load(relaxed),
          .slow = slow_.load(relaxed),
          .in_flight = in_flight_.load(relaxed),
          .total = std::chrono::nanoseconds(total_.load(relaxed)),
          .last = std::chrono::nanoseconds(last_.load(relaxed)),
          .min = std::chrono::nanoseconds(std::max<std::int64_t>(min_.load(relaxed), 0)),
          .max = std::chrono::nanoseconds(max_.load(relaxed))};
}

Stats& StatsTable::of(std::string_view name) {
  const std::lock_guard lock(mutex_);
  if (const auto found = by_name_.find(name); found != by_name_.end()) return *found->second;
  Stats& made = stats_.emplace_back(std::string(name));
  by_name_.emplace(made.name(), &made);
  return made;
}

std::vector<Stats::Reading> StatsTable::read() const {
  std::vector<Stats::Reading> readings;
  {
    const std::lock_guard lock(mutex_);
    readings.reserve(stats_.size());
    for (const Stats& stats : stats_) readings.push_back(stats.read());
  }
  std::ranges::sort(readings, {}, &Stats::Reading::name);
  return readings;
}

}  // namespace zato::service
