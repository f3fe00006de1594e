// Servers that come, stay and go (presence.hpp).
#include "broker/presence.hpp"

#include <algorithm>
#include <utility>

namespace zato::broker {

Presence::Presence(RedisClient& client, EventWriter& events, Keys keys, Options options)
    : client_(client), events_(events), keys_(std::move(keys)), options_(std::move(options)) {}

base::Result<void> Presence::beat(std::string_view details, rt::Deadline deadline) {
  const std::string expiry = std::to_string(options_.expiry.count());
  ZATO_TRY(const auto before, client_.command({"SET", key_of(options_.name), details, "PX", expiry, "GET"}, deadline));
  if (!before.is_nil()) return {};
  // New, expired while nobody renewed it, or flushed: the list of names has to know it again, and so has everybody
  // else.
  ZATO_CHECK(client_.command({"SADD", keys_.key("servers"), options_.name}, deadline));
  return events_.publish({"server-joined", options_.name, std::string(details)}, deadline);
}

base::Result<void> Presence::leave(rt::Deadline deadline) {
  ZATO_CHECK(client_.command({"DEL", key_of(options_.name)}, deadline));
  ZATO_CHECK(client_.command({"SREM", keys_.key("servers"), options_.name}, deadline));
  return events_.publish({"server-left", options_.name, {}}, deadline);
}

base::Result<std::vector<Presence::Member>> Presence::members(rt::Deadline deadline) {
  ZATO_TRY(const auto names, client_.command({"SMEMBERS", keys_.key("servers")}, deadline));
  if (names.array().empty()) return std::vector<Member>();
  std::vector<std::string> words{"MGET"};
  for (const Reply& name : names.array()) words.push_back(key_of(name.text()));
  ZATO_TRY(const auto details, client_.command(std::vector<std::string_view>(words.begin(), words.end()), deadline));

  std::vector<Member> members;
  for (std::size_t i = 0; i < std::min(names.array().size(), details.array().size()); ++i) {
    if (details.array()[i].is_nil()) continue;  // gone without a word
    members.push_back({std::string(names.array()[i].text()), std::string(details.array()[i].text())});
  }
  std::ranges::sort(members, {}, &Member::name);
  return members;
}

}  // namespace zato::broker
