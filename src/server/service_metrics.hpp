// ServiceMetrics: the statistics of services and of the pools they run on, as zato_service_* metrics. Read when a snapshot is taken, so
// that a call costs nothing more. Loop thread; must outlive the registry's last snapshot.
#pragma once

#include <string>
#include <unordered_map>

#include "metrics/registry.hpp"
#include "service/invoker.hpp"

namespace zato::server {

class ServiceMetrics {
 public:
  ServiceMetrics(metrics::Registry& metrics, service::Invoker& invoker);

 private:
  struct Series {
    metrics::Counter invocations, errors, slow;
    metrics::Gauge in_flight, last_seconds, mean_seconds, min_seconds, max_seconds;
    metrics::Histogram duration;
    service::Stats::Reading seen = {};  // what the counters have been told already
    service::LatencyCounts seen_latencies = {};
  };

  void read();
  void read(service::Stats& stats);

  service::Invoker& invoker_;
  metrics::CounterFamily& invocations_;
  metrics::CounterFamily& errors_;
  metrics::CounterFamily& slow_;
  metrics::GaugeFamily& in_flight_;
  metrics::GaugeFamily& last_;
  metrics::GaugeFamily& mean_;
  metrics::GaugeFamily& min_;
  metrics::GaugeFamily& max_;
  metrics::HistogramFamily& durations_;
  metrics::GaugeFamily& pool_running_;
  metrics::GaugeFamily& pool_queued_;
  std::unordered_map<std::string, Series> series_;
};

}  // namespace zato::server
