#include "server/service_metrics.hpp"

namespace zato::server {
namespace {

double seconds(std::chrono::nanoseconds duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

ServiceMetrics::ServiceMetrics(metrics::Registry& metrics, service::Invoker& invoker)
    : invoker_(invoker),
      invocations_(metrics.counter({.name = "zato_service_invocations", .help = "Calls of a service that have ended.", .labels = {"service"}})),
      errors_(metrics.counter({.name = "zato_service_errors", .help = "Calls of a service that ended with an exception or a refusal.", .labels = {"service"}})),
      slow_(metrics.counter({.name = "zato_service_slow_invocations", .help = "Calls of a service that took longer than its threshold.", .labels = {"service"}})),
      in_flight_(metrics.gauge({.name = "zato_service_in_flight", .help = "Calls of a service that run or wait now.", .labels = {"service"}})),
      last_(metrics.gauge({.name = "zato_service_last_duration_seconds", .help = "Duration of a service's last call, the longest of all workers.",
                           .unit = "seconds", .labels = {"service"}, .combine = metrics::Combine::kMax})),
      mean_(metrics.gauge({.name = "zato_service_mean_duration_seconds", .help = "Mean duration of a service's calls, in the slowest worker.",
                           .unit = "seconds", .labels = {"service"}, .combine = metrics::Combine::kMax})),
      min_(metrics.gauge({.name = "zato_service_min_duration_seconds", .help = "Shortest call of a service, the longest of all workers.",
                          .unit = "seconds", .labels = {"service"}, .combine = metrics::Combine::kMax})),
      max_(metrics.gauge({.name = "zato_service_max_duration_seconds", .help = "Longest call of a service.", .unit = "seconds",
                          .labels = {"service"}, .combine = metrics::Combine::kMax})),
      durations_(metrics.histogram({.name = "zato_service_duration_seconds", .help = "Durations of a service's calls.", .unit = "seconds", .labels = {"service"}})),
      pool_running_(metrics.gauge({.name = "zato_pool_running", .help = "Threads of a pool that run a call now.", .labels = {"pool"}})),
      pool_queued_(metrics.gauge({.name = "zato_pool_queued", .help = "Calls that wait for a thread of a pool.", .labels = {"pool"}})) {
  metrics.before_snapshot([this] { read(); });
}

void ServiceMetrics::read(service::Stats& stats) {
  auto reading = stats.read();
  if (reading.usage == 0 && reading.in_flight == 0) return;  // a series per idle service would be noise
  const auto [at, is_new] = series_.try_emplace(reading.name);
  Series& series = at->second;
  if (is_new) {
    series = {.invocations = invocations_.with({reading.name}), .errors = errors_.with({reading.name}), .slow = slow_.with({reading.name}),
              .in_flight = in_flight_.with({reading.name}), .last_seconds = last_.with({reading.name}), .mean_seconds = mean_.with({reading.name}),
              .min_seconds = min_.with({reading.name}), .max_seconds = max_.with({reading.name}), .duration = durations_.with({reading.name})};
  }
  series.in_flight.set(static_cast<double>(reading.in_flight));
  if (reading.usage == series.seen.usage) return;
  series.invocations.add(reading.usage - series.seen.usage);
  series.errors.add(reading.errors - series.seen.errors);
  series.slow.add(reading.slow - series.seen.slow);
  series.last_seconds.set(seconds(reading.last));
  series.mean_seconds.set(seconds(reading.mean()));
  series.min_seconds.set(seconds(reading.min));
  series.max_seconds.set(seconds(reading.max));
  const auto latencies = stats.latencies();
  for (unsigned i = 0; i < latencies.size(); ++i) {
    const auto more = latencies[i] - series.seen_latencies[i];
    if (more > 0) series.duration.observe_many(seconds(std::chrono::nanoseconds(service::latency_of(i))), more, 0);
  }
  series.duration.observe_many(0, 0, seconds(reading.total - series.seen.total));  // the sum is exact
  series.seen_latencies = latencies;
  series.seen = std::move(reading);
}

void ServiceMetrics::read() {
  for (auto* stats : invoker_.registry().stats().all()) read(*stats);
  for (const auto& pool : invoker_.pools()) {
    pool_running_.with({pool.name}).set(static_cast<double>(pool.running));
    pool_queued_.with({pool.name}).set(static_cast<double>(pool.queued));
  }
}

}  // namespace zato::server
