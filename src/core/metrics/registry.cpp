#include "metrics/registry.hpp"

#include <map>
#include <stdexcept>
#include <utility>

#include "metrics/openmetrics.hpp"

namespace zato::metrics {

std::vector<double> default_seconds_bounds() {
  return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
}

struct Registry::FamilyState {
  Kind kind;
  FamilyOptions options;
  std::size_t handle;  // index among the families of its kind
  // By label text. Nodes never move: handles point into them.
  std::map<std::string, std::atomic<std::uint64_t>> counters = {};
  std::map<std::string, std::atomic<double>> gauges = {};
  std::map<std::string, detail::HistogramCell> histograms = {};
};

Registry::Registry(std::size_t max_series) : max_series_(max_series + 1) {
  dropped_ = counter({.name = "zato_metrics_dropped_series",
                      .help = "Series that were not kept because there are too many already."})
                 .single();
}

Registry::~Registry() = default;

std::size_t Registry::declare(Kind kind, FamilyOptions options) {
  for (std::size_t i = 0; i < families_.size(); ++i) {
    const auto& known = families_[i];
    if (known.options.name != options.name) continue;
    if (known.kind == kind && known.options.labels == options.labels) return i;
    throw std::logic_error("metric " + options.name + " is declared twice, differently");
  }
  if (!options.unit.empty() && !options.name.ends_with("_" + options.unit)) {
    throw std::logic_error("metric " + options.name + " must end with its unit, _" + options.unit);
  }
  if (kind == Kind::kHistogram && options.bounds.empty()) options.bounds = default_seconds_bounds();
  const std::size_t index = families_.size();
  const std::size_t handle = kind == Kind::kCounter ? counters_.size()
                             : kind == Kind::kGauge ? gauges_.size()
                                                    : histograms_.size();
  families_.push_back({.kind = kind, .options = std::move(options), .handle = handle});
  if (kind == Kind::kCounter) counters_.push_back(CounterFamily(*this, index));
  if (kind == Kind::kGauge) gauges_.push_back(GaugeFamily(*this, index));
  if (kind == Kind::kHistogram) histograms_.push_back(HistogramFamily(*this, index));
  return index;
}

CounterFamily& Registry::counter(FamilyOptions options) {
  const std::lock_guard lock(mutex_);
  return counters_[families_[declare(Kind::kCounter, std::move(options))].handle];
}

GaugeFamily& Registry::gauge(FamilyOptions options) {
  const std::lock_guard lock(mutex_);
  return gauges_[families_[declare(Kind::kGauge, std::move(options))].handle];
}

HistogramFamily& Registry::histogram(FamilyOptions options) {
  const std::lock_guard lock(mutex_);
  return histograms_[families_[declare(Kind::kHistogram, std::move(options))].handle];
}

bool Registry::admit() {
  if (series_ >= max_series_) {
    dropped_.add_concurrently();
    return false;
  }
  ++series_;
  return true;
}

// What the predecessor had counted for this series; taken, so that it is not counted twice.
Value Registry::inherited(const FamilyState& family, const std::string& labels) {
  const auto found = predecessor_.families.find(family.options.name);
  if (found == predecessor_.families.end() || found->second.kind != family.kind) return {};
  if (found->second.bounds != family.options.bounds) return {};
  auto node = found->second.series.extract(labels);
  return node.empty() ? Value{} : std::move(node.mapped());
}

Counter Registry::resolve(std::size_t index, std::span<const std::string_view> values, Counter*) {
  const std::lock_guard lock(mutex_);
  auto& family = families_[index];
  const std::string labels = label_text(family.options.labels, values);
  auto at = family.counters.find(labels);
  if (at == family.counters.end()) {
    if (!admit()) return {};
    at = family.counters.try_emplace(labels, inherited(family, labels).count).first;
  }
  return Counter(at->second);
}

Gauge Registry::resolve(std::size_t index, std::span<const std::string_view> values, Gauge*) {
  const std::lock_guard lock(mutex_);
  auto& family = families_[index];
  const std::string labels = label_text(family.options.labels, values);
  auto at = family.gauges.find(labels);
  if (at == family.gauges.end()) {
    if (!admit()) return {};
    at = family.gauges.try_emplace(labels, 0.0).first;
  }
  return Gauge(at->second);
}

Histogram Registry::resolve(std::size_t index, std::span<const std::string_view> values, Histogram*) {
  const std::lock_guard lock(mutex_);
  auto& family = families_[index];
  const std::string labels = label_text(family.options.labels, values);
  auto at = family.histograms.find(labels);
  if (at == family.histograms.end()) {
    if (!admit()) return {};
    at = family.histograms.try_emplace(labels, family.options.bounds).first;
    const Value before = inherited(family, labels);
    at->second.sum = before.number;
    for (std::size_t i = 0; i < before.buckets.size(); ++i) at->second.buckets[i] = before.buckets[i];
  }
  return Histogram(at->second);
}

void Registry::before_snapshot(std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  tasks_.push_back(std::move(task));
}

void Registry::continue_from(Snapshot predecessor) {
  predecessor.drop_gauges();
  const std::lock_guard lock(mutex_);
  const auto own = predecessor.families.find("zato_metrics_dropped_series");
  if (own != predecessor.families.end()) {
    for (const auto& [labels, value] : own->second.series) dropped_.add_concurrently(value.count);
    predecessor.families.erase(own);
  }
  predecessor_ = std::move(predecessor);
}

Snapshot Registry::snapshot() const {
  std::vector<std::function<void()>> tasks;
  {
    const std::lock_guard lock(mutex_);
    tasks = tasks_;
  }
  for (const auto& task : tasks) task();
  const std::lock_guard lock(mutex_);
  Snapshot result;
  for (const auto& state : families_) {
    Family& family = result.families[state.options.name];
    family = {
        .kind = state.kind, .combine = state.options.combine, .help = state.options.help, .unit = state.options.unit};
    if (state.kind == Kind::kHistogram) family.bounds = state.options.bounds;
    for (const auto& [labels, cell] : state.counters)
      family.series[labels].count = cell.load(std::memory_order_relaxed);
    for (const auto& [labels, cell] : state.gauges) family.series[labels].number = cell.load(std::memory_order_relaxed);
    for (const auto& [labels, cell] : state.histograms) {
      Value& value = family.series[labels];
      value.number = cell.sum.load(std::memory_order_relaxed);
      for (std::size_t i = 0; i <= cell.bounds.size(); ++i)
        value.buckets.push_back(cell.buckets[i].load(std::memory_order_relaxed));
    }
  }
  result.merge(predecessor_);
  return result;
}

}  // namespace zato::metrics
