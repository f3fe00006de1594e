// The series of this process. Families are declared once, at start; their series are resolved to handles where
// channels, connections and the like are made, not per request.
//
//   auto& requests = registry.counter({.name = "zato_http_server_requests", .help = "…", .labels = {"channel",
//   "method", "code"}}); metrics::Counter ok = requests.with({"zato.ping", "GET", "200"}); ok.add();
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/metric.hpp"
#include "metrics/snapshot.hpp"

namespace zato::metrics {

struct FamilyOptions {
  std::string name;  // [a-z_]+; counters without _total; ends with _<unit> when there is one
  std::string help;
  std::string unit = {};                 // seconds, bytes, …
  std::vector<std::string> labels = {};  // names
  Combine combine = Combine::kSum;       // gauges
  std::vector<double> bounds = {};       // histograms, ascending; empty: default_seconds_bounds()
};

// 0.5 ms to 60 s, for durations.
std::vector<double> default_seconds_bounds();

class Registry;

// Owned by its Registry. with() may be called from any thread; the same values give the same series.
template <class Handle>
class FamilyOf {
 public:
  Handle with(std::initializer_list<std::string_view> label_values) {
    return with(std::span(label_values.begin(), label_values.size()));
  }
  Handle with(std::span<const std::string_view> label_values);
  Handle single() { return with(std::span<const std::string_view>()); }  // of a family without labels

 private:
  friend class Registry;
  FamilyOf(Registry& registry, std::size_t index) : registry_(registry), index_(index) {}

  Registry& registry_;
  std::size_t index_;
};

using CounterFamily = FamilyOf<Counter>;
using GaugeFamily = FamilyOf<Gauge>;
using HistogramFamily = FamilyOf<Histogram>;

class Registry {
 public:
  // Beyond `max_series` further series are not kept: what they count is lost, and counted in
  // zato_metrics_dropped_series.
  explicit Registry(std::size_t max_series = 10'000);
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // Declaring the same family again gives the same one.
  CounterFamily& counter(FamilyOptions options);
  GaugeFamily& gauge(FamilyOptions options);
  HistogramFamily& histogram(FamilyOptions options);

  // Called at the beginning of each snapshot: to set gauges that nobody sets when they change.
  void before_snapshot(std::function<void()> task);

  // Counters and histograms of the process whose place we took: our series go on where its ended, and what we do not
  // have (yet) is carried along. Before any series is resolved.
  void continue_from(Snapshot predecessor);

  Snapshot snapshot() const;

 private:
  template <class Handle>
  friend class FamilyOf;
  struct FamilyState;

  std::size_t declare(Kind kind, FamilyOptions options);
  Counter resolve(std::size_t index, std::span<const std::string_view> values, Counter*);
  Gauge resolve(std::size_t index, std::span<const std::string_view> values, Gauge*);
  Histogram resolve(std::size_t index, std::span<const std::string_view> values, Histogram*);
  bool admit();
  Value inherited(const FamilyState& family, const std::string& labels);

  const std::size_t max_series_;
  mutable std::mutex mutex_;  // guards all below; never held while a handle is used
  std::size_t series_ = 0;
  std::deque<FamilyState> families_;
  std::deque<CounterFamily> counters_;
  std::deque<GaugeFamily> gauges_;
  std::deque<HistogramFamily> histograms_;
  std::vector<std::function<void()>> tasks_;
  Snapshot predecessor_;
  Counter dropped_;
};

template <class Handle>
Handle FamilyOf<Handle>::with(std::span<const std::string_view> label_values) {
  return registry_.resolve(index_, label_values, static_cast<Handle*>(nullptr));
}

}  // namespace zato::metrics
