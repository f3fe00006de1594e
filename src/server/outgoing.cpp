#include "server/outgoing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace zato::server {
namespace {

double milliseconds(std::chrono::nanoseconds time) { return std::chrono::duration<double, std::milli>(time).count(); }
double seconds(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

std::chrono::nanoseconds mean_of(const outgoing::Statistics& of) {
  return of.calls ? of.total / static_cast<std::int64_t>(of.calls) : std::chrono::nanoseconds(0);
}

base::Result<Json> ping(outgoing::RestConnections& connections, const std::string& name) {
  const auto outcome = connections.call(name, {.is_ping = true}, "ping", rt::Deadline::never());
  const bool answered = outcome.problem == zato::RestProblem::kNone;
  return Json{
      {"is_success", answered},
      {"info", answered ? fmt::format("Code: {}\nResponse time: {:.3f} ms", outcome.status, milliseconds(outcome.took))
                        : outcome.message}};
}

Json shown(const outgoing::Reading& of) {
  return {{"calls", of.calls},
          {"errors", of.errors},
          {"refused", of.refused},
          {"in_flight", of.in_flight},
          {"pool_size", of.pool_size},
          {"in_use", of.in_use},
          {"idle", of.idle},
          {"waiting", of.waiting},
          {"mean_ms", milliseconds(mean_of(of))},
          {"max_ms", milliseconds(of.longest)},
          {"last_ms", milliseconds(of.last)},
          {"last_error", of.last_error}};
}

metrics::FamilyOptions of_connection(std::string name, std::string help) {
  return {.name = std::move(name), .help = std::move(help), .labels = {"connection"}};
}

metrics::FamilyOptions duration(std::string name, std::string help) {
  auto options = of_connection(std::move(name), std::move(help));
  options.unit = "seconds";
  options.combine = metrics::Combine::kMax;
  return options;
}

}  // namespace

admin::Connections connections_for_admin(outgoing::RestConnections& connections) {
  return {.ping = [&connections](const std::string& name) { return ping(connections, name); },
          .statistics = [&connections](const std::string& name) -> base::Result<Json> {
            const auto all = connections.read();
            const auto at = std::ranges::find(all, name, &outgoing::Reading::name);
            return shown(at == all.end() ? outgoing::Reading{} : *at);
          }};
}

OutgoingMetrics::OutgoingMetrics(metrics::Registry& metrics, outgoing::RestConnections& connections)
    : connections_(connections),
      calls_(metrics.counter(of_connection("zato_outgoing_calls", "Calls of an outgoing connection that have ended."))),
      errors_(
          metrics.counter(of_connection("zato_outgoing_errors", "Calls of an outgoing connection without an answer."))),
      refused_(metrics.counter(
          of_connection("zato_outgoing_refused", "Calls that the other side answered with a status of 400 or more."))),
      mean_(metrics.gauge(duration("zato_outgoing_mean_duration_seconds",
                                   "Mean duration of an outgoing connection's calls, in the slowest worker."))),
      max_(metrics.gauge(duration("zato_outgoing_max_duration_seconds", "Longest call of an outgoing connection."))),
      in_flight_(
          metrics.gauge(of_connection("zato_outgoing_in_flight", "Calls of an outgoing connection that wait now."))),
      in_use_(metrics.gauge(
          of_connection("zato_outgoing_connections_in_use", "Connections of a pool that carry a call now."))),
      idle_(metrics.gauge(
          of_connection("zato_outgoing_connections_idle", "Connections of a pool that are kept for the next calls."))),
      waiting_(metrics.gauge(of_connection("zato_outgoing_waiting", "Calls that wait for a connection of a pool."))) {
  metrics.before_snapshot([this] { read(); });
}

void OutgoingMetrics::read() {
  for (auto& reading : connections_.read()) {
    const auto [at, is_new] = series_.try_emplace(reading.name);
    Series& series = at->second;
    if (is_new) {
      series = {.calls = calls_.with({reading.name}),
                .errors = errors_.with({reading.name}),
                .refused = refused_.with({reading.name}),
                .mean_seconds = mean_.with({reading.name}),
                .max_seconds = max_.with({reading.name}),
                .in_flight = in_flight_.with({reading.name}),
                .in_use = in_use_.with({reading.name}),
                .idle = idle_.with({reading.name}),
                .waiting = waiting_.with({reading.name})};
    }
    if (reading.calls < series.seen.calls) series.seen = {};  // another connection of the same name
    series.calls.add(reading.calls - series.seen.calls);
    series.errors.add(reading.errors - series.seen.errors);
    series.refused.add(reading.refused - series.seen.refused);
    series.mean_seconds.set(seconds(mean_of(reading)));
    series.max_seconds.set(seconds(reading.longest));
    series.in_flight.set(static_cast<double>(reading.in_flight));
    series.in_use.set(static_cast<double>(reading.in_use));
    series.idle.set(static_cast<double>(reading.idle));
    series.waiting.set(static_cast<double>(reading.waiting));
    series.seen = reading;
  }
}

}  // namespace zato::server
