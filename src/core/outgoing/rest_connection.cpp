#include "outgoing/rest_connection.hpp"

#include <array>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "http/gzip.hpp"
#include "outgoing/ntlm.hpp"
#include "outgoing/target.hpp"

namespace zato::outgoing {
namespace {

using base::Code;
using base::fail;
using base::Result;

constexpr unsigned kConnectAttempts = 2;
constexpr std::size_t kUnpackedFreely = 1024 * 1024;  // bytes; beyond them an answer may not grow more than so often:
constexpr std::size_t kUnpackedTimes = 200;

zato::RestProblem problem_of(Code code) {
  using P = zato::RestProblem;
  switch (code) {
    case Code::kInvalidArgument:
      return P::kInvalid;
    case Code::kCancelled:
      return P::kBusy;
    case Code::kTimeout:
      return P::kTimeout;
    case Code::kUnauthenticated:
      return P::kTls;
    case Code::kPermissionDenied:
      return P::kRefused;
    case Code::kResourceExhausted:
      return P::kTooLarge;
    case Code::kCorrupt:
      return P::kNotUnderstood;
    default:
      return P::kUnavailable;
  }
}

using HeaderList = std::vector<std::pair<std::string, std::string>>;

void remove(HeaderList& headers, std::string_view name) {
  std::erase_if(headers, [&](const auto& header) { return base::iequals(header.first, name); });
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string media_type_of(const objects::HttpTarget& target, const zato::RestCall& call) {
  if (!target.content_type.empty()) return target.content_type;
  if (!call.media_type.empty()) return call.media_type;
  if (target.data_format == "json") return "application/json";
  return call.body.empty() ? std::string() : "text/plain";
}

}  // namespace

struct RestConnection::Exchange {
  Url url;
  rt::Deadline deadline;
  http::ClientRequest request = {};
  int redirects_left = 0;
  bool trusted = true;  // the connection's own address, so its credentials belong to it
  bool own_authorization = false;
  bool denied = false;  // there is no token for it
};

Result<std::shared_ptr<RestConnection>> RestConnection::make(Parts parts, const Limits& limits, BearerTokens& tokens) {
  ZATO_TRY(auto base, parse_url(parts.config.target.host));
  base.target = base.target.substr(0, base.target.find_last_not_of('/') + 1) + parts.config.target.url_path;
  const auto pool_size = static_cast<std::size_t>(parts.config.target.pool_size);
  http::ClientOptions options{.host = base.host, .port = base.port};
  if (base.tls) options.tls = parts.tls;
  options.body_limit = limits.body_bytes;
  options.max_idle = options.max_connections = pool_size;
  options.max_waiting = limits.waiting_calls;
  options.connect_attempts = kConnectAttempts;
  return std::shared_ptr<RestConnection>(
      new RestConnection(std::move(parts), std::move(base), std::move(options), limits, tokens));
}

RestConnection::RestConnection(Parts parts, Url base, http::ClientOptions options, const Limits& limits,
                               BearerTokens& tokens)
    : parts_(std::move(parts)), base_(std::move(base)), limits_(limits), tokens_(tokens), client_(std::move(options)) {}

zato::RestOutcome RestConnection::call(zato::RestCall&& call, std::string_view cid, rt::Deadline deadline) {
  auto limit = std::chrono::nanoseconds(std::chrono::seconds(parts_.config.target.timeout));
  if (call.timeout.count() > 0) limit = std::min(limit, call.timeout);
  Exchange exchange{.url = base_, .deadline = deadline.earlier(rt::Deadline::after(limit))};
  const auto failed = [&](const base::Error& error) {
    const auto problem = exchange.denied ? zato::RestProblem::kDenied : problem_of(error.code);
    return zato::RestOutcome{.problem = problem, .message = parts_.config.name + ": " + error.text()};
  };
  if (const auto prepared = prepare(exchange, std::move(call), cid); !prepared) return failed(prepared.error());
  while (true) {
    auto answer = send(exchange);
    if (!answer) return failed(answer.error());
    const auto again = redirect(exchange, *answer);
    if (!again) return failed(again.error());
    if (*again) continue;
    if (const auto unpacked = unpack(*answer); !unpacked) return failed(unpacked.error());
    zato::RestOutcome outcome{.status = answer->status, .reason = std::move(answer->reason)};
    outcome.headers.reserve(answer->fields.size());
    for (auto& [name, value] : answer->fields) outcome.headers.add(std::move(name), std::move(value));
    outcome.body = std::move(answer->body);
    outcome.url = exchange.url.text();
    return outcome;
  }
}

Result<void> RestConnection::prepare(Exchange& exchange, zato::RestCall&& call, std::string_view cid) const {
  const auto& target = parts_.config.target;
  if (call.body.size() > limits_.body_bytes)
    return fail(Code::kResourceExhausted,
                "the request's body is larger than " + std::to_string(limits_.body_bytes) + " bytes");
  if (call.is_ping) {
    exchange.url.target = literal_target(base_.target);
  } else {
    ZATO_TRY(exchange.url.target, fill_target(base_.target, call.params));
  }
  exchange.redirects_left = call.redirects;
  auto& request = exchange.request;
  request.method = call.is_ping ? target.ping_method : base::upper(call.method);
  request.target = exchange.url.target;

  auto& headers = request.headers;
  headers.reserve(call.headers.size() + 9);
  const auto unless_given = [&](const char* name, auto value) {
    if (!call.headers.contains(name)) headers.emplace_back(name, std::move(value));
  };
  unless_given("User-Agent", "Zato");
  unless_given("Accept", "*/*");
  unless_given("Accept-Encoding", "gzip");
  unless_given("X-Zato-CID", std::string(cid));
  unless_given("X-Zato-Component", "server");
  unless_given("X-Zato-Msg-TS", base::iso_utc_now());
  if (auto type = media_type_of(target, call); !type.empty()) unless_given("Content-Type", std::move(type));
  exchange.own_authorization = call.headers.contains("Authorization");
  if (parts_.credentials.kind == Credentials::Kind::kHeader)
    unless_given(parts_.credentials.header.c_str(), parts_.credentials.value.reveal());
  for (const auto& [name, value] : call.headers) headers.emplace_back(name, value);

  request.body = std::move(call.body);
  if (target.content_encoding == "gzip" && !request.body.empty() && !call.headers.contains("Content-Encoding")) {
    request.body = http::gzip(request.body);
    headers.emplace_back("Content-Encoding", "gzip");
  }
  return {};
}

Result<http::ClientResponse> RestConnection::send(Exchange& exchange) {
  exchange.request.target = exchange.url.target;
  if (!exchange.trusted) return send_elsewhere(exchange);
  if (exchange.own_authorization) return client_.send(exchange.request, exchange.deadline);
  switch (parts_.credentials.kind) {
    case Credentials::Kind::kBearer:
      return send_authorised(exchange);
    case Credentials::Kind::kNtlm:
      return send_with_ntlm(client_, parts_.credentials.ntlm, exchange.request, exchange.deadline);
    default:
      return client_.send(exchange.request, exchange.deadline);
  }
}

// A token that the other side took back is replaced once; a request that was refused had no effect.
Result<http::ClientResponse> RestConnection::send_authorised(Exchange& exchange) {
  const auto& definition = parts_.credentials.oauth;
  std::string last;
  while (true) {
    auto token = tokens_.token(definition, exchange.deadline);
    if (!token) {
      exchange.denied = token.error().code != Code::kTimeout;
      return fail(std::move(token.error()));
    }
    if (*token == last) break;
    remove(exchange.request.headers, "Authorization");
    exchange.request.headers.emplace_back("Authorization", "Bearer " + *token);
    ZATO_TRY(auto answer, client_.send(exchange.request, exchange.deadline));
    if (answer.status != 401 || !last.empty()) return answer;
    tokens_.reject(definition, *token);
    last = std::move(*token);
  }
  return client_.send(exchange.request, exchange.deadline);
}

// The address came from an answer: connections to it are guarded, checked for who is there, and not kept.
Result<http::ClientResponse> RestConnection::send_elsewhere(Exchange& exchange) {
  http::ClientOptions options{.host = exchange.url.host, .port = exchange.url.port};
  options.body_limit = limits_.body_bytes;
  options.may_connect = [this](const std::string& address) { return limits_.guard.check(address); };
  if (exchange.url.tls) {
    ZATO_TRY(options.tls, rt::TlsContext::client({}));
  }
  return http::Client(std::move(options)).send(exchange.request, exchange.deadline);
}

// False: this is the answer. Credentials go nowhere but to the connection's own address.
Result<bool> RestConnection::redirect(Exchange& exchange, const http::ClientResponse& answer) const {
  const auto location = answer.header("Location");
  if (!is_redirect(answer.status) || exchange.redirects_left <= 0 || location.empty()) return false;
  --exchange.redirects_left;
  ZATO_TRY(auto next, resolve_location(exchange.url, location));
  if (exchange.url.tls && !next.tls)
    return fail(Code::kPermissionDenied, "the answer redirects from https:// to " + next.origin());
  auto& request = exchange.request;
  const bool get = answer.status == 303 ? request.method != "HEAD" : answer.status <= 302 && request.method == "POST";
  if (get) {
    request.method = "GET";
    request.body.clear();
    for (const char* name : {"Content-Type", "Content-Encoding"}) remove(request.headers, name);
  }
  exchange.trusted =
      exchange.trusted && next.same_origin(base_);  // who was led away does not come back with credentials
  if (!next.same_origin(exchange.url)) {
    for (const char* name : {"Authorization", "Cookie", "Host", "Proxy-Authorization", "X-Zato-CID"})
      remove(request.headers, name);
    if (!parts_.credentials.header.empty()) remove(request.headers, parts_.credentials.header);
  }
  exchange.url = std::move(next);
  return true;
}

Result<void> RestConnection::unpack(http::ClientResponse& answer) const {
  const auto coding = answer.header("Content-Encoding");
  if (answer.body.empty() || !(base::iequals(coding, "gzip") || base::iequals(coding, "x-gzip"))) return {};
  const auto limit = std::min(limits_.body_bytes, std::max(kUnpackedFreely, answer.body.size() * kUnpackedTimes));
  auto plain = http::gunzip(answer.body, limit, [](std::size_t) { return true; });
  if (!plain) {
    const auto code = plain.error().code == Code::kInvalidArgument ? Code::kCorrupt : plain.error().code;
    return fail(base::wrap(code, "the answer cannot be unpacked", std::move(plain.error())));
  }
  answer.body = std::move(*plain);
  // Who reads the answer must not unpack it again.
  remove(answer.fields, "Content-Encoding");
  remove(answer.fields, "Content-Length");
  return {};
}

}  // namespace zato::outgoing
