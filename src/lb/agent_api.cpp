#include "lb/agent_api.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "http/router.hpp"
#include "http/status_map.hpp"
#include "lb/agent_json.hpp"
#include "lb/alive_probe.hpp"
#include "log/log.hpp"

namespace zato::lb {
namespace {

using base::Code;
using base::Result;
using http::Method;

const log::Logger kLog{"zato.lb.agent"};

// One call in progress.
struct Call {
  const PinnedClient& client;
  http::Request& request;
  http::Response& response;
};

Result<long> number(const std::map<std::string, std::string>& info, const std::string& name) {
  const auto found = info.find(name);
  const auto value = found == info.end() ? std::nullopt : base::parse_number<long>(found->second);
  if (!value) return base::fail(Code::kCorrupt, "HAProxy does not tell its " + name);
  return *value;
}

}  // namespace

struct AgentApi::Routes {
  using Handler = Result<void> (Routes::*)(Call&);
  struct Route {
    Handler handler;
    bool changes = false;  // noted in the log
    bool source = false;   // needs the permission for free text
  };

  Routes(Balancer& b, AgentApiOptions o) : balancer(b), options(std::move(o)) {
    add(Method::kGet, "/api/ping", {.handler = &Routes::ping});
    add(Method::kGet, "/api/haproxy", {.handler = &Routes::haproxy});
    add(Method::kGet, "/api/haproxy/alive", {.handler = &Routes::haproxy_alive});
    add(Method::kGet, "/api/servers", {.handler = &Routes::servers});
    add(Method::kGet, "/api/servers/{name}", {.handler = &Routes::server});
    add(Method::kPatch, "/api/servers/{name}", {.handler = &Routes::change_server, .changes = true});
    add(Method::kPost, "/api/servers/{name}/drain", {.handler = &Routes::drain, .changes = true});
    add(Method::kPost, "/api/servers/{name}/maintenance", {.handler = &Routes::maintenance, .changes = true});
    add(Method::kPost, "/api/servers/{name}/ready", {.handler = &Routes::ready, .changes = true});
    add(Method::kGet, "/api/algorithm", {.handler = &Routes::algorithm});
    add(Method::kPut, "/api/algorithm", {.handler = &Routes::set_algorithm, .changes = true});
    add(Method::kGet, "/api/config", {.handler = &Routes::config});
    add(Method::kGet, "/api/config/source", {.handler = &Routes::source});
    add(Method::kPost, "/api/config/source/validate", {.handler = &Routes::validate_source, .source = true});
    add(Method::kPut, "/api/config/source", {.handler = &Routes::save_source, .changes = true, .source = true});
    add(Method::kDelete, "/api/config/source", {.handler = &Routes::drop_source, .changes = true, .source = true});
    add(Method::kGet, "/api/statistics", {.handler = &Routes::statistics});
    add(Method::kPost, "/api/reload", {.handler = &Routes::reload, .changes = true});
  }

  void add(Method method, std::string_view path, Route route) {
    const auto added = router.add(path, route, {.methods = {method}});
    ZATO_ASSERT(added.has_value(), "routes of the agent do not collide");
  }

  static void reply(Call& call, std::string json) {
    call.response.content_type = "application/json";
    call.response.body = std::move(json);
  }

  Result<void> ping(Call& call) {
    reply(call, result_json("ZATO_OK"));
    return {};
  }

  Result<void> haproxy_alive(Call& call) {
    ZATO_CHECK(probe_alive(balancer.settings(), rt::Deadline::after(std::chrono::seconds(2))));
    reply(call, result_json("ZATO_OK"));
    return {};
  }

  Result<void> haproxy(Call& call) {
    ZATO_TRY(const auto info, balancer.info());
    HaproxyReport report;
    ZATO_TRY(report.uptime_seconds, number(info, "Uptime_sec"));
    ZATO_TRY(report.worker_pid, number(info, "Pid"));
    ZATO_TRY(report.connections, number(info, "CurrConns"));
    ZATO_TRY(report.max_connections, number(info, "Maxconn"));
    report.version = info.count("Version") != 0 ? info.at("Version") : "";
    report.started_at = base::iso_utc(base::Wall::now() - std::chrono::seconds(report.uptime_seconds));
    report.master_pid = balancer.haproxy().master();
    report.restarts = balancer.haproxy().restarts();
    report.reloads = balancer.reloads();
    reply(call, haproxy_json(report));
    return {};
  }

  Result<void> servers(Call& call) {
    reply(call, servers_json(balancer.servers()));
    return {};
  }

  Result<void> show(Call& call, const std::string& name) {
    for (const auto& view : balancer.servers()) {
      if (view.name != name) continue;
      reply(call, server_json(view));
      return {};
    }
    return base::fail(Code::kNotFound, fmt::format("no server '{}' in the load balancer", name));
  }

  static std::string name_of(const Call& call) { return std::string(call.request.path_parameter("name")); }

  Result<void> server(Call& call) { return show(call, name_of(call)); }

  Result<void> change(Call& call, const ServerChange& change) {
    const auto name = name_of(call);
    const auto now = balancer.wish(name);
    if (!now) return base::fail(Code::kNotFound, fmt::format("no server '{}' in the load balancer", name));
    ZATO_CHECK(balancer.set_wish(
        name, {.mode = change.mode.value_or(now->mode), .weight = change.weight.value_or(now->weight)}));
    return show(call, name);
  }

  Result<void> change_server(Call& call) {
    ZATO_TRY(const auto wanted, parse_server_change(call.request.body));
    return change(call, wanted);
  }
  Result<void> drain(Call& call) { return change(call, {.mode = Mode::kDrain, .weight = {}}); }
  Result<void> maintenance(Call& call) { return change(call, {.mode = Mode::kMaintenance, .weight = {}}); }
  Result<void> ready(Call& call) { return change(call, {.mode = Mode::kReady, .weight = {}}); }

  Result<void> algorithm(Call& call) {
    reply(call, algorithm_json(balancer.settings().algorithm));
    return {};
  }

  Result<void> set_algorithm(Call& call) {
    ZATO_TRY(const auto name, parse_algorithm(call.request.body));
    ZATO_CHECK(balancer.set_algorithm(name));
    return algorithm(call);
  }

  Result<void> config(Call& call) {
    reply(call, config_json(balancer.settings(), balancer.servers(), balancer.source_is_custom()));
    return {};
  }

  Result<void> source(Call& call) {
    call.response.content_type = "text/plain; charset=utf-8";
    call.response.body = balancer.source();
    return {};
  }

  Result<void> validate_source(Call& call) {
    ZATO_CHECK(balancer.validate_source(std::string(call.request.body)));
    reply(call, result_json("ZATO_OK"));
    return {};
  }

  Result<void> save_source(Call& call) {
    ZATO_CHECK(balancer.save_source(std::string(call.request.body)));
    reply(call, result_json("ZATO_OK"));
    return {};
  }

  Result<void> drop_source(Call& call) {
    ZATO_CHECK(balancer.drop_source());
    reply(call, result_json("ZATO_OK"));
    return {};
  }

  Result<void> statistics(Call& call) {
    ZATO_TRY(const auto counters, balancer.counters());
    reply(call, statistics_json(counters));
    return {};
  }

  Result<void> reload(Call& call) {
    if (!options.reread_settings) return base::fail(Code::kUnsupported, "settings cannot be read again here");
    ZATO_CHECK(options.reread_settings());
    reply(call, result_json("ZATO_OK"));
    return {};
  }

  Result<void> run(const Route& route, Call& call) {
    if (route.source && !(options.allow_source_edit && call.client.may_edit_source)) {
      return base::fail(
          Code::kPermissionDenied,
          fmt::format("client '{}' may not edit the source: pinned-clients.conf must grant it 'source'{}",
                      call.client.name, options.allow_source_edit ? "" : " and allow_source_edit must be on"));
    }
    return (this->*route.handler)(call);
  }

  Balancer& balancer;
  AgentApiOptions options;
  http::Router<Route> router;
};

AgentApi::AgentApi(Balancer& balancer, AgentApiOptions options)
    : routes_(std::make_unique<Routes>(balancer, std::move(options))) {}
AgentApi::~AgentApi() = default;

void AgentApi::handle(const PinnedClient& client, http::Request& request, http::Response& response) const {
  const auto match = routes_->router.find(request.method, request.path, request.path_parameters);
  if (match.target == nullptr) {
    if (match.allowed.empty()) return http::set_not_found(response, http::DataFormat::kJson, request);
    return http::set_method_not_allowed(response, http::DataFormat::kJson, request, match.allowed.allow_text());
  }
  Call call{client, request, response};
  const auto done = routes_->run(*match.target, call);
  if (!done) {
    http::set_error(response, http::status_of(done.error().code), http::DataFormat::kJson, request.cid,
                    done.error().text());
  }
  if (match.target->changes || !done) {
    kLog.info("{} {} {} by '{}': {} ({})", request.cid, request.method_text, request.path, client.name, response.status,
              done ? "done" : done.error().text());
  }
}

}  // namespace zato::lb
