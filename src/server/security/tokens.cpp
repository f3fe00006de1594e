#include "server/security/tokens.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "security/digest.hpp"

namespace zato::server {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kHeader = R"({"alg":"HS256","typ":"JWT"})";
constexpr std::size_t kLongest = 4096;
constexpr std::size_t kStampBytes = 16;

std::string base64url(std::string_view bytes) {
  std::string text = base::base64_encode(bytes);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  text.resize(text.find_last_not_of('=') + 1);
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string standard(text);
  std::ranges::replace(standard, '-', '+');
  std::ranges::replace(standard, '_', '/');
  standard.append((4 - standard.size() % 4) % 4, '=');
  return base::base64_decode(standard);
}

std::int64_t seconds_of(base::WallTime time) { return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count(); }

base::Failure refused() { return base::fail(base::Code::kUnauthenticated, "the token is not valid"); }

}  // namespace

std::string_view bearer_of(std::string_view authorization) noexcept {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() < kScheme.size() || !base::iequals(authorization.substr(0, kScheme.size()), kScheme)) return {};
  return base::trim(authorization.substr(kScheme.size()));
}

std::string Tokens::stamp_of(const objects::Jwt& definition) const {
  const auto credentials = std::to_string(definition.id) + "\n" + definition.username + "\n" + definition.password.reveal();
  return base64url(security::hmac_sha256(key_.reveal(), "stamp\n" + credentials).substr(0, kStampBytes));
}

std::string Tokens::signature_of(std::string_view text) const { return base64url(security::hmac_sha256(key_.reveal(), text)); }

std::string Tokens::issue(const objects::Jwt& definition, base::WallTime now) const {
  const auto issued = seconds_of(now);
  const Json claims = {{"jti", base::random_hex(16)}, {"sub", definition.username},           {"def", definition.id},
                       {"stamp", stamp_of(definition)}, {"iat", issued}, {"exp", issued + definition.ttl}};
  const auto text = base64url(kHeader) + "." + base64url(claims.dump(-1, ' ', true, Json::error_handler_t::replace));
  return text + "." + signature_of(text);
}

base::Result<Token> Tokens::read(std::string_view text, base::WallTime now) const {
  const auto dot = text.rfind('.');
  if (text.size() > kLongest || dot == std::string_view::npos) return refused();
  // Nothing is parsed that we did not write: no algorithm of the sender's choice, no hostile JSON.
  if (!base::constant_time_equal(text.substr(dot + 1), signature_of(text.substr(0, dot)))) return refused();
  const auto claims_at = text.find('.') + 1;
  const auto claims = from_base64url(text.substr(claims_at, dot - claims_at));
  if (!claims) return refused();
  const Json json = Json::parse(*claims, nullptr, false);
  if (!json.is_object()) return refused();
  Token token{.id = json.value("jti", ""), .definition = json.value("def", schema::Id{0}), .stamp = json.value("stamp", ""), .expires = json.value("exp", std::int64_t{0})};
  if (token.expires <= seconds_of(now) || revoked_.contains(token.id)) return refused();
  return token;
}

bool Tokens::belongs(const Token& token, const objects::Jwt& definition) const {
  return definition.is_active && token.definition == definition.id && base::constant_time_equal(token.stamp, stamp_of(definition));
}

void Tokens::revoke(const std::string& id, std::int64_t expires, base::WallTime now) {
  const auto second = seconds_of(now);
  std::erase_if(revoked_, [&](const auto& one) { return one.second <= second; });
  if (expires > second) revoked_[id] = expires;
}

}  // namespace zato::server
