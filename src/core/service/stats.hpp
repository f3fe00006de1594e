// How often and how fast each service ran, in this process. Written by the invoker, read by /metrics and by
// administration.
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

namespace zato::service {

// Counters of one service name. Any thread. Lives as long as its StatsTable, across deployments.
class Stats {
 public:
  explicit Stats(std::string name) : name_(std::move(name)) {}

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
  void ended(std::chrono::nanoseconds took, bool failed, bool slow) noexcept;
  Reading read() const;
  const std::string& name() const noexcept { return name_; }

 private:
  const std::string name_;
  std::atomic<std::uint64_t> usage_{0};
  std::atomic<std::uint64_t> errors_{0};
  std::atomic<std::uint64_t> slow_{0};
  std::atomic<std::uint64_t> in_flight_{0};
  std::atomic<std::int64_t> total_{0};
  std::atomic<std::int64_t> last_{0};
  std::atomic<std::int64_t> min_{-1};  // -1: nothing yet (Zato starts with 0, where its minimum then stays)
  std::atomic<std::int64_t> max_{0};
};

// All of them by name. Entries are never removed, so pointers stay good as long as the table.
class StatsTable {
 public:
  Stats& of(std::string_view name);          // any thread
  std::vector<Stats::Reading> read() const;  // any thread; ordered by name

 private:
  mutable std::mutex mutex_;  // guards what follows
  std::deque<Stats> stats_;
  std::unordered_map<std::string_view, Stats*> by_name_;  // keys lie in stats_
};

}  // namespace zato::service
