#include "server/security/revocations.hpp"

#include "base/text.hpp"
#include "log/log.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;

constexpr log::Logger kLog{"zato.server.tokens"};
constexpr const char* kEvent = "token-revoked";
constexpr const char* kKey = "revoked-tokens";  // sorted by when they would have expired
constexpr auto kPatience = 2s;

std::string now_text() {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(base::Wall::now().time_since_epoch()).count());
}

}  // namespace

base::Result<void> Revocations::revoke(const Token& token) {
  const auto key = broker_.keys().key(kKey);
  const auto expires = std::to_string(token.expires);
  const auto deadline = rt::Deadline::after(kPatience);
  ZATO_CHECK(broker_.redis().command({"ZADD", key, expires, token.id}, deadline));
  ZATO_CHECK(broker_.redis().command({"ZREMRANGEBYSCORE", key, "-inf", now_text()}, deadline));
  ZATO_CHECK(broker_.publish(kEvent, token.id + " " + expires, deadline));
  tokens_.revoke(token.id, token.expires, base::Wall::now());
  return {};
}

void Revocations::on_event(const broker::Event& event) {
  if (event.type != kEvent) return;
  const auto blank = event.data.find(' ');
  const auto expires = base::parse_number<std::int64_t>(std::string_view(event.data).substr(std::min(blank, event.data.size() - 1) + 1));
  if (blank != std::string::npos && expires) tokens_.revoke(event.data.substr(0, blank), *expires, base::Wall::now());
}

void Revocations::on_resumed() {
  const auto reply = broker_.redis().command({"ZRANGEBYSCORE", broker_.keys().key(kKey), now_text(), "+inf", "WITHSCORES"}, rt::Deadline::after(kPatience));
  if (!reply) return kLog.warning("revoked tokens cannot be read: {}", reply.error().text());
  const auto& words = reply->array();
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    const auto expires = base::parse_number<std::int64_t>(words[i + 1].text());
    if (expires) tokens_.revoke(std::string(words[i].text()), *expires, base::Wall::now());
  }
}

}  // namespace zato::server
