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
      mean_(metrics.gauge({.name = "zato_service_mean_duration_seconds", .help = "Mean duration of a service's calls, in the slowest worker.",
                           .unit = "seconds", .labels = {"service"}, .combine = metrics::Combine::kMax})),
      max_(metrics.gauge({.name = "zato_service_max_duration_seconds", .help = "Longest call of a service.", .unit = "seconds",
                          .labels = {"service"}, .combine = metrics::Combine::kMax})),
      pool_running_(metrics.gauge({.name = "zato_pool_running", .help = "Threads of a pool that run a call now.", .labels = {"pool"}})),
      pool_queued_(metrics.gauge({.name = "zato_pool_queued", .help = "Calls that wait for a thread of a pool.", .labels = {"pool"}})) {
  metrics.before_snapshot([this] { read(); });
}

void ServiceMetrics::read() {
  for (auto& reading : invoker_.registry().stats().read()) {
    if (reading.usage == 0 && reading.in_flight == 0) continue;  // a series per idle service would be noise
    const auto [at, is_new] = series_.try_emplace(reading.name);
    Series& series = at->second;
    if (is_new) {
      series = {.invocations = invocations_.with({reading.name}), .errors = errors_.with({reading.name}), .slow = slow_.with({reading.name}),
                .in_flight = in_flight_.with({reading.name}), .mean_seconds = mean_.with({reading.name}), .max_seconds = max_.with({reading.name})};
    }
    series.invocations.add(reading.usage - series.seen.usage);
    series.errors.add(reading.errors - series.seen.errors);
    series.slow.add(reading.slow - series.seen.slow);
    series.in_flight.set(static_cast<double>(reading.in_flight));
    series.mean_seconds.set(seconds(reading.mean()));
    series.max_seconds.set(seconds(reading.max));
    series.seen = std::move(reading);
  }
  for (const auto& pool : invoker_.pools()) {
    pool_running_.with({pool.name}).set(static_cast<double>(pool.running));
    pool_queued_.with({pool.name}).set(static_cast<double>(pool.queued));
  }
}

}  // namespace zato::server
