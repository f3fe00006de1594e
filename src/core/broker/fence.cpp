#include "broker/fence.hpp"

#include <vector>

#include "base/text.hpp"

namespace zato::broker {

namespace {

// ARGV: the epoch, then the words of a command or none.
constexpr std::string_view kScript =
    "local seen = tonumber(redis.call('GET', KEYS[1]) or '0') "
    "local epoch = tonumber(ARGV[1]) "
    "if epoch < seen then return redis.error_reply('FENCED ' .. string.format('%.0f', seen)) end "
    "if epoch > seen then redis.call('SET', KEYS[1], ARGV[1]) end "
    "if #ARGV == 1 then return 'OK' end "
    "return redis.call(unpack(ARGV, 2))";

}  // namespace

Fence::Fence(RedisClient& client, const Keys& keys, std::string_view role)
    : client_(client), role_(role), key_(keys.key("fence", role)) {}

base::Result<void> Fence::raise(std::int64_t epoch, rt::Deadline deadline) {
  ZATO_CHECK(command(epoch, {}, deadline));
  return {};
}

base::Result<std::int64_t> Fence::seen(rt::Deadline deadline) {
  ZATO_TRY(const auto reply, client_.command({"GET", key_}, deadline));
  return reply.is_nil() ? 0 : base::parse_number<std::int64_t>(reply.text()).value_or(0);
}

base::Result<Reply> Fence::command(std::int64_t epoch, std::span<const std::string_view> words, rt::Deadline deadline) {
  const auto number = std::to_string(epoch);
  std::vector<std::string_view> all = {"EVAL", kScript, "1", key_, number};
  all.insert(all.end(), words.begin(), words.end());
  auto reply = client_.command(all, deadline);
  if (reply || reply.error().code != base::Code::kConflict) return reply;
  return base::fail(base::Code::kConflict,
                    "an order of epoch " + number + " comes too late: role " + role_ + " has a later holder");
}

}  // namespace zato::broker
