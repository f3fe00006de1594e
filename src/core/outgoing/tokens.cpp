#include "outgoing/tokens.hpp"

#include <nlohmann/json.hpp>

#include "base/scope_exit.hpp"
#include "base/text.hpp"
#include "outgoing/target.hpp"
#include "outgoing/url.hpp"

namespace zato::outgoing {
namespace {

using base::Code;
using nlohmann::json;

constexpr std::chrono::seconds kEarly{30};  // before its end a token is renewed
constexpr std::chrono::seconds kAtLeast{1};
constexpr std::chrono::seconds kUnsaid{3600};
constexpr std::size_t kAnswerLimit = 1024 * 1024;

zato::Params fields_of(const objects::OAuth& definition) {
  zato::Params fields;
  fields.add(definition.client_id_field, definition.username);
  fields.add(definition.client_secret_field, definition.password.reveal());
  fields.add("grant_type", definition.grant_type);
  if (!definition.scopes.empty()) fields.add("scope", base::join(definition.scopes, " "));
  for (const auto line : base::split(definition.extra_fields, '\n')) {
    const auto equals = line.find('=');
    const auto name = base::trim(line.substr(0, std::min(equals, line.size())));
    if (equals == line.npos || name.empty() || name.front() == '#') continue;
    fields.set(name, std::string(base::trim(line.substr(equals + 1))));
  }
  return fields;
}

http::ClientRequest request_of(const objects::OAuth& definition, const Url& url) {
  http::ClientRequest request{.method = "POST", .target = url.target, .headers = {{"Accept", "application/json"}}};
  const auto fields = fields_of(definition);
  if (definition.data_format == "form") {
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.body = form_encoded(fields);
  } else {
    json body = json::object();
    for (const auto& [name, value] : fields) body[name] = value;
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
  }
  return request;
}

base::Result<std::pair<std::string, std::chrono::seconds>> read_answer(const http::ClientResponse& answer) {
  if (answer.status < 200 || answer.status > 299)
    return base::fail(Code::kUnauthenticated,
                      "the authorization server answered with status " + std::to_string(answer.status));
  const auto body = json::parse(answer.body, nullptr, false);
  const auto token = body.is_object() && body.contains("access_token") ? body["access_token"] : json();
  if (!token.is_string() || !http::is_field_value(token.get_ref<const std::string&>()))
    return base::fail(Code::kCorrupt, "the authorization server's answer holds no access_token");
  const auto seconds = body.contains("expires_in") ? body["expires_in"] : json();
  auto lives = kUnsaid;
  if (seconds.is_number()) lives = std::chrono::seconds(static_cast<std::int64_t>(seconds.get<double>()));
  if (seconds.is_string())
    lives = std::chrono::seconds(base::parse_number<std::int64_t>(seconds.get<std::string>()).value_or(3600));
  return std::pair(token.get<std::string>(), std::max(lives - kEarly, kAtLeast));
}

}  // namespace

base::Result<void> BearerTokens::ask(Entry& entry, rt::Deadline deadline) {
  ZATO_TRY(const auto url, parse_url(entry.definition.auth_server_url));
  http::ClientOptions options{.host = url.host, .port = url.port};
  options.body_limit = kAnswerLimit;
  if (url.tls) {
    ZATO_TRY(options.tls, rt::TlsContext::client({}));
  }
  http::Client client(std::move(options));
  ZATO_TRY(const auto answer, client.send(request_of(entry.definition, url), deadline));
  ZATO_TRY(auto read, read_answer(answer));
  entry.token = std::move(read.first);
  entry.good_until = base::Monotonic::now() + read.second;
  return {};
}

base::Result<std::string> BearerTokens::token(const objects::OAuth& definition, rt::Deadline deadline) {
  auto& known = entries_[definition.id];
  if (!known || known->definition.version != definition.version) known = std::make_shared<Entry>(definition);
  const auto entry = known;
  const auto what = "security definition `" + definition.name + "`";
  while (base::Monotonic::now() >= entry->good_until) {
    if (entry->asking) {
      if (!entry->asked.wait(deadline)) return base::fail(Code::kTimeout, what + ": no token in time");
      if (!entry->failed.empty()) return base::fail(Code::kUnauthenticated, what + ": " + entry->failed);
      continue;
    }
    entry->asking = true;
    entry->failed.clear();
    entry->asked.reset();
    const base::ScopeExit done([&] {
      entry->asking = false;
      entry->asked.set();
    });
    auto asked = ask(*entry, deadline);
    if (asked) break;
    entry->failed = asked.error().text();
    return base::fail(base::wrap(asked.error().code, what, std::move(asked.error())));
  }
  return entry->token;
}

void BearerTokens::reject(const objects::OAuth& definition, const std::string& token) {
  const auto at = entries_.find(definition.id);
  if (at != entries_.end() && at->second->token == token) at->second->good_until = {};
}

void BearerTokens::keep(const std::function<bool(schema::Id, std::int64_t)>& lives) {
  std::erase_if(entries_, [&](const auto& entry) { return !lives(entry.first, entry.second->definition.version); });
}

}  // namespace zato::outgoing
