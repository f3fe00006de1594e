// Handles of single series. Resolved once (Registry), then the hot path is one addition to plain memory of this
// process.
//
// A series has one writing thread, normally the event loop's: then add(), set() and observe() are right and need no
// locked instruction. A series that several threads write is written with add_concurrently() by all of them. Any thread
// may read.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace zato::metrics {

namespace detail {

template <class T>
void add_alone(std::atomic<T>& cell, T n) noexcept {
  cell.store(cell.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
}

struct HistogramCell {
  explicit HistogramCell(std::vector<double> upper_bounds)
      : bounds(std::move(upper_bounds)), buckets(std::make_unique<std::atomic<std::uint64_t>[]>(bounds.size() + 1)) {}

  const std::vector<double> bounds;                       // ascending; the bucket beyond the last is +Inf
  std::unique_ptr<std::atomic<std::uint64_t>[]> buckets;  // not cumulative
  std::atomic<double> sum{0};
};

// Where handles that belong to no series write: default-made ones, and those beyond the limit of series.
inline std::atomic<std::uint64_t> nowhere_count{0};
inline std::atomic<double> nowhere_number{0};
inline HistogramCell nowhere_histogram{{}};

}  // namespace detail

class Counter {
 public:
  Counter() = default;
  explicit Counter(std::atomic<std::uint64_t>& cell) : cell_(&cell) {}

  void add(std::uint64_t n = 1) noexcept { detail::add_alone(*cell_, n); }
  void add_concurrently(std::uint64_t n = 1) noexcept { cell_->fetch_add(n, std::memory_order_relaxed); }
  std::uint64_t value() const noexcept { return cell_->load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t>* cell_ = &detail::nowhere_count;
};

class Gauge {
 public:
  Gauge() = default;
  explicit Gauge(std::atomic<double>& cell) : cell_(&cell) {}

  void set(double value) noexcept { cell_->store(value, std::memory_order_relaxed); }
  void add(double n) noexcept { detail::add_alone(*cell_, n); }
  void add_concurrently(double n) noexcept { cell_->fetch_add(n, std::memory_order_relaxed); }
  double value() const noexcept { return cell_->load(std::memory_order_relaxed); }

 private:
  std::atomic<double>* cell_ = &detail::nowhere_number;
};

class Histogram {
 public:
  Histogram() = default;
  explicit Histogram(detail::HistogramCell& cell) : cell_(&cell) {}

  void observe(double value) noexcept {
    detail::add_alone<std::uint64_t>(bucket(value), 1);
    detail::add_alone(cell_->sum, value);
  }
  // Values that were counted elsewhere: `n` about as large as `value`, which add up to `sum`.
  void observe_many(double value, std::uint64_t n, double sum) noexcept {
    detail::add_alone(bucket(value), n);
    detail::add_alone(cell_->sum, sum);
  }
  void observe_concurrently(double value) noexcept {
    bucket(value).fetch_add(1, std::memory_order_relaxed);
    cell_->sum.fetch_add(value, std::memory_order_relaxed);
  }

 private:
  std::atomic<std::uint64_t>& bucket(double value) const noexcept {
    const auto at = std::ranges::lower_bound(cell_->bounds, value);
    return cell_->buckets[static_cast<std::size_t>(at - cell_->bounds.begin())];
  }

  detail::HistogramCell* cell_ = &detail::nowhere_histogram;
};

}  // namespace zato::metrics
