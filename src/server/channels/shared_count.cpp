#include "server/channels/shared_count.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;

// In one step: a counter without an end would count for ever.
constexpr std::string_view kCount = R"(
local counted = redis.call('INCR', KEYS[1])
if counted == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return counted)";
constexpr auto kPatience = 500ms;  // a request waits for it

}  // namespace

base::Result<std::int64_t> count_in_redis(broker::Broker& broker, const std::string& key, std::chrono::seconds window) {
  const auto name = broker.keys().key("rate-limit", key);
  const auto seconds = std::to_string(window.count());
  ZATO_TRY(const auto reply, broker.redis().command({"EVAL", kCount, "1", name, seconds}, rt::Deadline::after(kPatience)));
  return reply.integer();
}

}  // namespace zato::server
