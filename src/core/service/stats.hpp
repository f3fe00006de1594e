// How often and how fast each service ran, in this process. Written by the invoker; read by /metrics, and by what adds
// it to the cluster's statistics.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "service/latency.hpp"

namespace zato::service {

// Counters of one service name. Any thread. Lives as long as its StatsTable, across deployments.
class Stats {
 public:
  explicit Stats(std::string name) : name_(std::move(name)) {}
  ~Stats() { delete buckets_.load(); }
  Stats(const Stats&) = delete;
  Stats& operator=(const Stats&) = delete;

  struct Reading {
    std::string name;
    std::uint64_t usage = 0;   // calls that ended
    std::uint64_t errors = 0;  // of these, by an exception or a refusal
    std::uint64_t slow = 0;    // of these, slower than the threshold
    std::uint64_t in_flight = 0;
    std::chrono::nanoseconds total{0};
    std::chrono::nanoseconds last{0};
    std::chrono::nanoseconds min{0};
    std::chrono::nanoseconds max{0};
    std::chrono::nanoseconds mean() const { return usage == 0 ? total : total / static_cast<std::int64_t>(usage); }
  };

  void started() noexcept { in_flight_.fetch_add(1, std::memory_order_relaxed); }
  // Returns how many calls have ended, this one included.
  std::uint64_t ended(std::chrono::nanoseconds took, bool failed, bool slow) noexcept;
  Reading read() const;
  LatencyCounts latencies() const;

  // Shortest and longest call since the last time this was asked; one caller at a time. min is -1 when there was none.
  struct Extremes {
    std::int64_t min = -1;
    std::int64_t max = 0;
  };
  Extremes take_extremes() noexcept;

  const std::string& name() const noexcept { return name_; }

 private:
  using Buckets = std::array<std::atomic<std::uint64_t>, kLatencyBuckets>;
  Buckets* buckets() noexcept;  // null when there is no memory for them

  const std::string name_;
  std::atomic<std::uint64_t> usage_{0};
  std::atomic<std::uint64_t> errors_{0};
  std::atomic<std::uint64_t> slow_{0};
  std::atomic<std::uint64_t> in_flight_{0};
  std::atomic<std::int64_t> total_{0};
  std::atomic<std::int64_t> last_{0};
  std::atomic<std::int64_t> min_{-1};  // since extremes were taken; -1: nothing yet (Zato starts with 0, where its minimum then stays)
  std::atomic<std::int64_t> max_{0};
  std::atomic<std::int64_t> min_before_{-1};  // until then
  std::atomic<std::int64_t> max_before_{0};
  std::atomic<Buckets*> buckets_{nullptr};  // made by the first call: most services of a server never run
};

// All of them by name. Entries are never removed, so pointers stay good as long as the table.
class StatsTable {
 public:
  Stats& of(std::string_view name);          // any thread
  std::vector<Stats::Reading> read() const;  // any thread; ordered by name
  std::vector<Stats*> all();                 // any thread

 private:
  mutable std::mutex mutex_;  // guards what follows
  std::deque<Stats> stats_;
  std::unordered_map<std::string_view, Stats*> by_name_;  // keys lie in stats_
};

}  // namespace zato::service
