#include "lb/agent_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace zato::lb {
namespace {

using base::Code;
using base::Result;
using Json = nlohmann::ordered_json;

std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json counters_of(const ProxyCounters& counters) {
  return {{"sessions", counters.sessions},
          {"sessions_total", counters.sessions_total},
          {"queued", counters.queued},
          {"requests_per_second", counters.requests_per_second},
          {"bytes_in", counters.bytes_in},
          {"bytes_out", counters.bytes_out},
          {"responses_2xx", counters.responses_2xx},
          {"responses_4xx", counters.responses_4xx},
          {"responses_5xx", counters.responses_5xx},
          {"connection_errors", counters.connection_errors},
          {"response_errors", counters.response_errors},
          {"retries", counters.retries},
          {"redispatches", counters.redispatches}};
}

Json server_of(const ServerView& view) {
  Json json = {{"name", view.name},
               {"address", view.address},
               {"port", view.port},
               {"state", view.status},
               {"mode", mode_name(view.wish.mode)},
               {"weight", view.wish.weight},
               {"leaving", view.leaving},
               {"check", view.counters.check},
               {"check_details", view.counters.check_description},
               {"seconds_in_state", view.counters.seconds_in_status}};
  json.update(counters_of(view.counters));
  return json;
}

// An object with no other keys than `known`.
Result<Json> parse_object(std::string_view body, const std::vector<std::string>& known) {
  auto json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return base::fail(Code::kInvalidArgument, "the body must be a JSON object");
  for (const auto& [key, value] : json.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    auto message = fmt::format("unknown key '{}'", key.substr(0, 64));
    if (const auto hint = base::nearest(key, known)) message += fmt::format(", did you mean '{}'?", *hint);
    return base::fail(Code::kInvalidArgument, message);
  }
  return json;
}

}  // namespace

std::string server_json(const ServerView& view) { return text_of(server_of(view)); }

std::string servers_json(const std::vector<ServerView>& views) {
  Json list = Json::array();
  for (const auto& view : views) list.push_back(server_of(view));
  return text_of({{"servers", list}});
}

std::string statistics_json(const Counters& counters) {
  Json servers = Json::object();
  for (const auto& [name, one] : counters.servers) {
    servers[name] = counters_of(one);
    servers[name]["state"] = one.status;
  }
  return text_of(
      {{"frontend", counters_of(counters.frontend)}, {"backend", counters_of(counters.backend)}, {"servers", servers}});
}

std::string config_json(const Settings& settings, const std::vector<ServerView>& servers, bool custom_source) {
  Json members = Json::array();
  for (const auto& view : servers) {
    members.push_back({{"name", view.name},
                       {"address", view.address},
                       {"port", view.port},
                       {"mode", mode_name(view.wish.mode)},
                       {"weight", view.wish.weight}});
  }
  Json headers = Json::object();
  for (const auto& header : settings.response_headers) headers[header.name] = header.value;
  return text_of({{"custom_source", custom_source},
                  {"frontend",
                   {{"name", kFrontend},
                    {"address", settings.address},
                    {"port", settings.port},
                    {"tls", !settings.tls_certificate.empty()},
                    {"alive_path", settings.alive_path},
                    {"max_connections", settings.max_connections},
                    {"rate_limit", settings.rate_limit},
                    {"allow_from", settings.allow_from},
                    {"deny_from", settings.deny_from},
                    {"public_paths", settings.public_paths},
                    {"response_headers", headers}}},
                  {"backend",
                   {{"name", kBackend},
                    {"algorithm", settings.algorithm},
                    {"check_path", settings.check_path},
                    {"servers", members}}},
                  {"timeouts_ms",
                   {{"connect", settings.connect_timeout.count()},
                    {"client", settings.client_timeout.count()},
                    {"server", settings.server_timeout.count()},
                    {"queue", settings.queue_timeout.count()},
                    {"request", settings.request_timeout.count()},
                    {"keep_alive", settings.keep_alive_timeout.count()},
                    {"stop_grace", settings.stop_grace.count()}}}});
}

std::string algorithm_json(const std::string& algorithm) {
  return text_of({{"algorithm", algorithm}, {"known", algorithms()}});
}

std::string result_json(std::string_view result) { return text_of({{"result", result}}); }

std::string haproxy_json(const HaproxyReport& report) {
  return text_of({{"version", report.version},
                  {"uptime_seconds", report.uptime_seconds},
                  {"started_at", report.started_at},
                  {"master_pid", report.master_pid},
                  {"worker_pid", report.worker_pid},
                  {"connections", report.connections},
                  {"max_connections", report.max_connections},
                  {"restarts", report.restarts},
                  {"reloads", report.reloads}});
}

Result<ServerChange> parse_server_change(std::string_view body) {
  ZATO_TRY(const auto json, parse_object(body, {"mode", "weight"}));
  ServerChange change;
  if (json.contains("mode")) {
    const auto& mode = json["mode"];
    change.mode = mode.is_string() ? parse_mode(mode.get<std::string>()) : std::nullopt;
    if (!change.mode) return base::fail(Code::kInvalidArgument, "'mode' must be ready, drain or maintenance");
  }
  if (json.contains("weight")) {
    const auto& weight = json["weight"];
    if (!weight.is_number_integer() || weight < 0 || weight > kMaxWeight) {
      return base::fail(Code::kInvalidArgument,
                        fmt::format("'weight' must be a whole number from 0 to {}", kMaxWeight));
    }
    change.weight = weight.get<int>();
  }
  if (!change.mode && !change.weight) return base::fail(Code::kInvalidArgument, "give 'mode', 'weight' or both");
  return change;
}

Result<std::string> parse_algorithm(std::string_view body) {
  ZATO_TRY(const auto json, parse_object(body, {"algorithm"}));
  if (!json.contains("algorithm") || !json["algorithm"].is_string()) {
    return base::fail(Code::kInvalidArgument, "'algorithm' must be one of " + base::join(algorithms(), ", "));
  }
  return json["algorithm"].get<std::string>();
}

}  // namespace zato::lb
