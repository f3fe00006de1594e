// Scripts by their digest (script.hpp).
#include "broker/script.hpp"

#include <vector>

namespace zato::broker {

base::Result<void> Script::tell(RedisClient& redis, rt::Deadline deadline) {
  ZATO_TRY(const auto digest, redis.command({"SCRIPT", "LOAD", text_}, deadline));
  digest_ = digest.text();
  return {};
}

base::Result<Reply> Script::run(RedisClient& redis, Words keys, Words arguments, rt::Deadline deadline) {
  if (digest_.empty()) ZATO_CHECK(tell(redis, deadline));
  const std::string count = std::to_string(keys.size());
  const auto once = [&] {
    std::vector<std::string_view> words{"EVALSHA", digest_, count};
    words.insert(words.end(), keys.begin(), keys.end());
    words.insert(words.end(), arguments.begin(), arguments.end());
    return redis.command(words, deadline);
  };
  auto reply = once();
  if (reply || reply.error().message.find("NOSCRIPT") == std::string::npos) return reply;
  ZATO_CHECK(tell(redis, deadline));
  return once();
}

}  // namespace zato::broker
