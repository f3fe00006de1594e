#include "server/traffic.hpp"

#include <algorithm>

namespace zato::server {

ChannelTraffic::ChannelTraffic(Traffic& traffic, std::string channel)
    : traffic_(traffic), channel_(std::move(channel)) {}

void ChannelTraffic::count(const http::Request& request, int status) {
  auto found = std::ranges::find_if(resolved_, [&](const Resolved& one) { return one.method == request.method && one.status == status; });
  if (resolved_.empty()) duration_ = traffic_.durations_.with({channel_});  // not before: a channel without traffic has no series
  if (found == resolved_.end()) {
    auto counter = traffic_.requests_.with({channel_, http::method_name(request.method), std::to_string(status)});
    found = resolved_.insert(resolved_.end(), {request.method, status, counter});
  }
  found->requests.add();
  duration_.observe(std::chrono::duration<double>(base::Monotonic::now() - request.received_at).count());
}

Traffic::Traffic(metrics::Registry& registry)
    : requests_(registry.counter({.name = "zato_http_server_requests",
                                  .help = "Requests answered, by channel; the empty channel is for paths that no channel has.",
                                  .labels = {"channel", "method", "code"}})),
      durations_(registry.histogram({.name = "zato_http_server_request_duration_seconds",
                                     .help = "From the end of a request's headers to its answer being ready.",
                                     .unit = "seconds",
                                     .labels = {"channel"}})),
      refused_(registry.counter({.name = "zato_http_server_refused_requests",
                                 .help = "Requests refused before any channel was looked up: malformed, too large, too slow.",
                                 .labels = {"code"}})),
      failed_logins_(registry.counter({.name = "zato_security_failed_logins",
                                       .help = "Requests whose credentials were missing or wrong, by the security definition that they were checked against.",
                                       .labels = {"definition", "type"}})) {}

ChannelTraffic& Traffic::channel(const std::string& name) {
  auto& known = channels_[name];
  if (!known) known.reset(new ChannelTraffic(*this, name));
  return *known;
}

void Traffic::count_failed_login(const zato::Security& definition) { failed_logins_.with({definition.name, definition.type}).add(); }

void Traffic::on_response(const http::Request& request, const http::Response& response, const http::Exchange&) {
  if (request.received_at == base::MonotonicTime{}) refused_.with({std::to_string(response.status)}).add();
}

}  // namespace zato::server
