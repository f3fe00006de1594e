#include "server/channels/rest.hpp"

#include <map>
#include <tuple>

#include "http/query.hpp"
#include "http/router.hpp"
#include "http/status_map.hpp"
#include "log/log.hpp"
#include "objects/rest_channel.hpp"
#include "objects/service.hpp"
#include "server/channels/accept.hpp"
#include "server/channels/caller_check.hpp"
#include "server/channels/envelope.hpp"

namespace zato::server {
namespace {

constexpr log::Logger kLog{"zato.server.rest"};

http::DataFormat format_of(const std::string& data_format) { return data_format == "json" ? http::DataFormat::kJson : http::DataFormat::kText; }

http::MethodSet methods_of(const std::string& method) {
  const auto one = http::parse_method(method);
  return one ? http::MethodSet({*one}) : http::MethodSet::any();
}

// 401 is checked before anything of the request is looked at closer, so that strangers learn nothing about the channel.
void refuse_stranger(http::Response& response, const CallerCheck& check, http::DataFormat format, std::string_view cid) {
  http::set_error(response, 401, format, cid, "You are not authorized to access this resource");
  (void)response.set_header("WWW-Authenticate", check.challenge());
}

base::Result<zato::Request> service_request(const http::Request& request, const objects::RestChannel& config) {
  zato::Request out;
  out.payload = zato::Payload(request.body);
  out.data_format = config.data_format;
  out.http.method = request.method_text;
  out.http.path = http::percent_decode(request.path).value_or(std::string(request.path));
  out.http.peer = request.peer_address;
  out.http.params.reserve(request.path_parameters.size());
  for (const auto& parameter : request.path_parameters) out.http.params.add(std::string(parameter.name), parameter.value);
  if (!request.query.empty()) {
    ZATO_TRY(const auto query, http::QueryParameters::parse(request.query));
    for (const auto& [name, value] : query.pairs()) out.http.query.add(name, value);
  }
  out.http.headers.reserve(request.fields.size());
  for (const auto& field : request.fields) out.http.headers.add(std::string(field.name), std::string(field.value));
  return out;
}

}  // namespace

struct RestChannels::Channel {
  objects::RestChannel config;
  std::string service;
  std::shared_ptr<const zato::Channel> seen_by_services;
  ChannelTraffic* traffic;
  std::shared_ptr<const CallerCheck> check;  // null: open to everybody
  bool in_envelope = false;                  // Zato's own services over JSON
};

struct RestChannels::Table {
  // Channels of one path and method, told apart by the Accept header that they ask for.
  using Group = std::vector<Channel>;
  http::Router<Group> router;
};

RestChannels::RestChannels(service::Invoker& invoker, Traffic& traffic, Options options)
    : invoker_(invoker), traffic_(traffic), unmatched_(traffic.channel("")), options_(std::move(options)), table_(std::make_shared<const Table>()) {}
RestChannels::~RestChannels() = default;

std::size_t RestChannels::size() const noexcept { return table_->router.size(); }

namespace {

std::shared_ptr<const CallerCheck> check_of(const objects::RestChannel& config, const odb::Snapshot& snapshot) {
  // Groups and roles cannot be checked by this server: such a channel is closed, not open.
  if (!config.security_groups.empty() || config.sec_use_rbac) return check_for_unknown(config.security_id.value_or(0));
  if (!config.security_id) return nullptr;
  if (const auto* basic = snapshot.find<objects::BasicAuth>(*config.security_id)) return check_for(*basic);
  if (const auto* key = snapshot.find<objects::ApiKey>(*config.security_id)) return check_for(*key);
  return check_for_unknown(*config.security_id);
}

std::shared_ptr<const zato::Channel> seen_by_services(const objects::RestChannel& config, const CallerCheck* check) {
  return std::make_shared<const zato::Channel>(zato::Channel{.id = config.id,
                                                             .name = config.name,
                                                             .type = "http-soap",
                                                             .data_format = config.data_format,
                                                             .is_internal = config.is_internal,
                                                             .security = check ? check->security() : zato::Security{}});
}

}  // namespace

base::Result<void> RestChannels::apply(const odb::Snapshot& snapshot) {
  std::map<std::tuple<std::string, std::string, bool>, Table::Group> groups;
  for (const auto& config : snapshot.all<objects::RestChannel>()) {
    const auto* service = snapshot.find<objects::Service>(config.service_id);
    if (!service) continue;  // the ODB's foreign key does not let this happen
    auto check = check_of(config, snapshot);
    auto seen = seen_by_services(config, check.get());
    groups[{config.url_path, config.method, config.match_slash}].push_back(
        {.config = config, .service = service->name, .seen_by_services = std::move(seen), .traffic = &traffic_.channel(config.name), .check = std::move(check),
         .in_envelope = service->is_internal && config.data_format == "json"});
  }
  auto table = std::make_shared<Table>();
  for (auto& [key, group] : groups) {
    const auto& [path, method, match_slash] = key;
    const std::string name = group.front().config.name;
    if (auto added = table->router.add(path, std::move(group), {.methods = methods_of(method), .match_slash = match_slash}); !added) {
      // One bad channel must not keep all other changes from the server.
      kLog.error("REST channel {} is left out: {}", name, added.error().text());
    }
  }
  table_ = std::move(table);
  return {};
}

void RestChannels::handle(http::Request& request, http::Response& response) { route(request, response).count(request, response.status); }

// Whose traffic it was.
ChannelTraffic& RestChannels::route(http::Request& request, http::Response& response) {
  const auto table = table_;  // stays alive although the configuration may change while the service waits
  const auto match = table->router.find(request.method, request.path, request.path_parameters);
  if (!match.target) {
    if (match.allowed.empty()) http::set_not_found(response, http::DataFormat::kText, request);
    else http::set_method_not_allowed(response, http::DataFormat::kJson, request, match.allowed.allow_text());
    return unmatched_;
  }
  const auto accept = request.header("Accept");
  const auto channel = std::ranges::find_if(*match.target, [&](const Channel& one) { return accepts(accept, one.config.http_accept); });
  if (channel == match.target->end() || !channel->config.is_active) {
    http::set_not_found(response, http::DataFormat::kText, request);
    return unmatched_;
  }
  if (channel->check && !channel->check->passes(request)) {
    refuse_stranger(response, *channel->check, format_of(channel->config.data_format), request.cid);
  } else {
    invoke(*channel, request, response);
  }
  return *channel->traffic;
}

void RestChannels::invoke(const Channel& channel, const http::Request& request, http::Response& response) {
  const auto format = format_of(channel.config.data_format);
  auto input = service_request(request, channel.config);
  if (!input) return http::set_error(response, 400, format, request.cid, input.error().message);

  auto reply = invoker_.invoke({.service = channel.service, .request = std::move(*input), .channel = channel.seen_by_services, .cid = std::string(request.cid)});
  if (!reply) {
    const int status = http::status_of(reply.error().code);
    kLog.warning("{} - REST channel {}: {}", request.cid, channel.config.name, reply.error().text());
    http::set_error(response, status, format, request.cid, status < 500 || status == 503 ? reply.error().message : options_.default_error_message);
    if (status == 503) (void)response.set_header("Retry-After", "1");
    return;
  }
  auto& answer = reply->response;
  for (const auto& [name, value] : answer.headers) {
    if (auto added = response.add_header(name, value); !added) kLog.error("{} - service {}: {}", request.cid, channel.service, added.error().message);
  }
  if (reply->failure) return http::set_error(response, answer.status_code, format, request.cid, *reply->failure);

  response.status = answer.status_code;
  if (!answer.content_encoding.empty()) (void)response.set_header("Content-Encoding", answer.content_encoding);
  if (!answer.content_type.empty()) response.content_type = std::move(answer.content_type);
  else if (!channel.config.content_type.empty()) response.content_type = channel.config.content_type;
  else if (format == http::DataFormat::kJson) response.content_type = "application/json";
  else response.content_type = answer.payload.media_type().empty() ? "text/plain" : answer.payload.media_type();
  response.body = channel.in_envelope ? in_envelope(channel.service, request.cid, answer.payload.bytes()) : std::move(answer.payload).bytes();
}

}  // namespace zato::server
