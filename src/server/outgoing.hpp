// Outgoing connections as others see them: the admin API, which pings them, and /metrics. Used by the worker only.
#pragma once

#include <string>
#include <unordered_map>

#include "admin/service.hpp"
#include "metrics/registry.hpp"
#include "outgoing/rest_connections.hpp"

namespace zato::server {

// Any thread but the loop's. `connections` must live longer.
admin::Connections connections_for_admin(outgoing::RestConnections& connections);

// zato_outgoing_*, read when a snapshot is taken. Loop thread; `connections` and this must outlive the registry's last
// snapshot.
class OutgoingMetrics {
 public:
  OutgoingMetrics(metrics::Registry& metrics, outgoing::RestConnections& connections);

 private:
  struct Series {
    metrics::Counter calls, errors, refused;
    metrics::Gauge mean_seconds, max_seconds, in_flight, in_use, idle, waiting;
    outgoing::Statistics seen = {};  // what the counters have been told already
  };

  void read();

  outgoing::RestConnections& connections_;
  metrics::CounterFamily& calls_;
  metrics::CounterFamily& errors_;
  metrics::CounterFamily& refused_;
  metrics::GaugeFamily& mean_;
  metrics::GaugeFamily& max_;
  metrics::GaugeFamily& in_flight_;
  metrics::GaugeFamily& in_use_;
  metrics::GaugeFamily& idle_;
  metrics::GaugeFamily& waiting_;
  std::unordered_map<std::string, Series> series_;
};

}  // namespace zato::server
