// Counting calls (stats.hpp).
#include "service/stats.hpp"

#include <algorithm>
#include <new>

namespace zato::service {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

void lower(std::atomic<std::int64_t>& least, std::int64_t value) noexcept {
  for (std::int64_t seen = least.load(kRelaxed);
       (seen < 0 || value < seen) && !least.compare_exchange_weak(seen, value, kRelaxed);) {
  }
}

void raise(std::atomic<std::int64_t>& most, std::int64_t value) noexcept {
  for (std::int64_t seen = most.load(kRelaxed); value > seen && !most.compare_exchange_weak(seen, value, kRelaxed);) {
  }
}

std::int64_t least_of(std::int64_t a, std::int64_t b) { return a < 0 ? b : b < 0 ? a : std::min(a, b); }

}  // namespace

std::uint64_t Stats::ended(std::chrono::nanoseconds took, bool failed, bool slow) noexcept {
  const std::int64_t value = took.count();
  in_flight_.fetch_sub(1, kRelaxed);
  const auto usage = usage_.fetch_add(1, kRelaxed) + 1;
  if (failed) errors_.fetch_add(1, kRelaxed);
  if (slow) slow_.fetch_add(1, kRelaxed);
  total_.fetch_add(value, kRelaxed);
  last_.store(value, kRelaxed);
  lower(min_, value);
  raise(max_, value);
  if (auto* counts = buckets()) (*counts)[latency_bucket(value)].fetch_add(1, kRelaxed);
  return usage;
}

Stats::Buckets* Stats::buckets() noexcept {
  if (auto* made = buckets_.load(std::memory_order_acquire)) return made;
  std::unique_ptr<Buckets> fresh(new (std::nothrow) Buckets{});
  Buckets* none = nullptr;
  if (!fresh || !buckets_.compare_exchange_strong(none, fresh.get(), std::memory_order_acq_rel)) return none;
  return fresh.release();
}

Stats::Reading Stats::read() const {
  const auto min = least_of(min_.load(kRelaxed), min_before_.load(kRelaxed));
  return {.name = name_,
          .usage = usage_.load(kRelaxed),
          .errors = errors_.load(kRelaxed),
          .slow = slow_.load(kRelaxed),
          .in_flight = in_flight_.load(kRelaxed),
          .total = std::chrono::nanoseconds(total_.load(kRelaxed)),
          .last = std::chrono::nanoseconds(last_.load(kRelaxed)),
          .min = std::chrono::nanoseconds(std::max<std::int64_t>(min, 0)),
          .max = std::chrono::nanoseconds(std::max(max_.load(kRelaxed), max_before_.load(kRelaxed)))};
}

LatencyCounts Stats::latencies() const {
  LatencyCounts counts{};
  if (const auto* buckets = buckets_.load(std::memory_order_acquire)) {
    for (unsigned i = 0; i < kLatencyBuckets; ++i) counts[i] = (*buckets)[i].load(kRelaxed);
  }
  return counts;
}

Stats::Extremes Stats::take_extremes() noexcept {
  const Extremes taken{min_.exchange(-1, kRelaxed), max_.exchange(0, kRelaxed)};
  if (taken.min >= 0) lower(min_before_, taken.min);
  raise(max_before_, taken.max);
  return taken;
}

Stats& StatsTable::of(std::string_view name) {
  const std::lock_guard lock(mutex_);
  if (const auto found = by_name_.find(name); found != by_name_.end()) return *found->second;
  Stats& made = stats_.emplace_back(std::string(name));
  by_name_.emplace(made.name(), &made);
  return made;
}

std::vector<Stats*> StatsTable::all() {
  const std::lock_guard lock(mutex_);
  std::vector<Stats*> all;
  all.reserve(stats_.size());
  for (Stats& stats : stats_) all.push_back(&stats);
  return all;
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
