#include "server/channels/rest.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/multipart.hpp"
#include "http/query.hpp"
#include "http/status_map.hpp"
#include "log/log.hpp"
#include "server/channels/accept.hpp"
#include "server/channels/envelope.hpp"

namespace zato::server {
namespace {

constexpr log::Logger kLog{"zato.server.rest"};

base::Result<void> read_pairs(std::string_view text, zato::Params& out) {
  ZATO_TRY(const auto parsed, http::QueryParameters::parse(text));
  for (const auto& [name, value] : parsed.pairs()) out.add(name, value);
  return {};
}

zato::Params merged(zato::Params first, const zato::Params& others) {
  const auto winning = first;
  for (const auto& [name, value] : others) {
    if (!winning.contains(name)) first.add(name, value);
  }
  return first;
}

base::Result<void> read_form(const http::Request& request, zato::HttpRequest& out) {
  constexpr std::string_view kMultipart = "multipart/";
  const auto content_type = request.header("Content-Type");
  const auto boundary = http::multipart_boundary(content_type);
  if (boundary.empty()) {
    // Other bodies of many parts are left to the service: they are no text of a URL's kind.
    if (base::iequals(content_type.substr(0, kMultipart.size()), kMultipart)) return {};
    return read_pairs(request.body, out.form);
  }
  ZATO_TRY(auto parts, http::parse_multipart(request.body, boundary));
  for (auto& part : parts) {
    if (!part.is_file) out.form.add(std::move(part.name), std::string(part.content));
    else out.files.push_back({std::move(part.name), std::move(part.file_name), std::move(part.content_type), std::string(part.content)});
  }
  return {};
}

base::Result<zato::Request> service_request(const http::Request& request, const Channel& channel) {
  zato::Request out;
  out.payload = zato::Payload(request.body);
  out.data_format = channel.config.data_format;
  out.merge = channel.merge;
  out.http.method = request.method_text;
  out.http.path = http::percent_decode(request.path).value_or(std::string(request.path));
  out.http.peer = request.peer_address;
  out.http.params.reserve(request.path_parameters.size());
  for (const auto& parameter : request.path_parameters) out.http.params.add(std::string(parameter.name), parameter.value);
  if (!request.query.empty()) {
    ZATO_CHECK(read_pairs(request.query, out.http.query));
    if (channel.path_first) out.channel_params = merged(out.http.params, out.http.query);
  }
  if (channel.is_form) ZATO_CHECK(read_form(request, out.http));
  out.http.headers.reserve(request.fields.size());
  for (const auto& field : request.fields) out.http.headers.add(std::string(field.name), std::string(field.value));
  return out;
}

}  // namespace

RestChannels::RestChannels(service::Invoker& invoker, Traffic& traffic, const Tokens& tokens, Options options)
    : invoker_(invoker), traffic_(traffic), unmatched_(traffic.channel("")), default_error_message_(std::move(options.default_error_message)),
      admission_(traffic, std::move(options.admission)), bodies_(options.bodies), maker_(traffic, tokens) {}

base::Result<void> RestChannels::apply(const odb::Snapshot& next, const odb::Delta& delta) {
  if (delta.everything) {
    replace_all(next);
    return {};
  }
  for (const auto id : maker_.follow(delta, next, table_)) {
    const auto* config = next.find<objects::RestChannel>(id);
    auto channel = config ? maker_.make(*config, next) : nullptr;
    if (channel) put(std::move(channel));
    else table_.remove(id);
  }
  return {};
}

void RestChannels::replace_all(const odb::Snapshot& next) {
  maker_.forget();
  const auto before = std::exchange(table_, ChannelTable());  // what did not change is taken over from there
  for (const auto& config : next.all<objects::RestChannel>()) {
    if (auto channel = maker_.make(config, next)) put(std::move(channel));
  }
}

void RestChannels::put(std::shared_ptr<const Channel> channel) {
  const std::string name = channel->config.name;
  if (auto done = table_.put(std::move(channel)); !done) kLog.error("REST channel {} is left out: {}", name, done.error().text());
}

void RestChannels::handle(http::Request& request, http::Response& response) { route(request, response).count(request, response.status); }

std::shared_ptr<const Channel> RestChannels::find(http::Request& request, http::Response& response) const {
  const auto match = table_.find(request.method, request.path, request.path_parameters);
  if (!match.target) {
    if (match.allowed.empty()) http::set_not_found(response, http::DataFormat::kText, request);
    else http::set_method_not_allowed(response, http::DataFormat::kJson, request, match.allowed.allow_text());
    return nullptr;
  }
  const auto accept = request.header("Accept");
  const std::shared_ptr<const Channel>* channel = nullptr;
  for (double most = 0; const auto& one : *match.target) {
    const double wanted = preference(accept, one->config.http_accept);
    if (wanted > most) channel = &one;
    most = std::max(most, wanted);
  }
  if (!channel || !(*channel)->config.is_active) {
    http::set_not_found(response, http::DataFormat::kText, request);
    return nullptr;
  }
  // The route may be gone before the request is over; the channel stays, and its siblings of one path may call parameters otherwise.
  for (std::size_t i = 0; i < request.path_parameters.size(); ++i) request.path_parameters[i].name = (*channel)->parameters[i];
  return *channel;
}

// Whose traffic it was.
ChannelTraffic& RestChannels::route(http::Request& request, http::Response& response) {
  const auto channel = find(request, response);  // stays alive although the configuration may change while the service waits
  if (!channel) return unmatched_;
  if (auto seen = admission_.admit(*channel, request, response)) {
    Bodies::Unpacked body(bodies_);
    if (body.unpack(*channel, request, response)) answer(*channel, std::move(seen), request, response);
  }
  return *channel->traffic;
}

void RestChannels::answer(const Channel& channel, std::shared_ptr<const zato::Channel> seen, const http::Request& request, http::Response& response) {
  if (auto* cache = channel.responses.get()) {
    const auto key = cache_key(channel, *seen, request);
    const auto expiry = channel.config.cache_expiry;
    if (!cache->find(key, expiry, base::Monotonic::now(), response)) {
      invoke(channel, std::move(seen), request, response);
      cache->keep(key, expiry, base::Monotonic::now(), response);
    }
  } else {
    invoke(channel, std::move(seen), request, response);
  }
  pack(channel, request, response);
}

void RestChannels::invoke(const Channel& channel, std::shared_ptr<const zato::Channel> seen, const http::Request& request, http::Response& response) {
  const auto format = channel.format;
  auto input = service_request(request, channel);
  if (!input) return http::set_error(response, 400, format, request.cid, input.error().message);

  auto reply = invoker_.invoke({.service = channel.service, .request = std::move(*input), .channel = std::move(seen), .cid = std::string(request.cid)});
  if (!reply) {
    const int status = http::status_of(reply.error().code);
    kLog.warning("{} - REST channel {}: {}", request.cid, channel.config.name, reply.error().text());
    http::set_error(response, status, format, request.cid, status < 500 || status == 503 ? reply.error().message : default_error_message_);
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
  else if (!channel.content_type.empty()) response.content_type = channel.content_type;
  else response.content_type = answer.payload.media_type().empty() ? "text/plain" : answer.payload.media_type();
  response.body = channel.in_envelope ? in_envelope(channel.service, request.cid, answer.payload.bytes()) : std::move(answer.payload).bytes();
}

}  // namespace zato::server
