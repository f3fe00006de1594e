// Redis, locks and secrets of services (facilities.hpp).
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "rt/loop.hpp"
#include "service/facilities/facilities.hpp"
#include "service/failure.hpp"

namespace zato::service {
namespace {

using namespace std::chrono_literals;
using base::Code;
using base::fail;
using base::Result;
using zato::RedisReply;

constexpr auto kPatience = 5s;  // with one answer of Redis
constexpr auto kPauseOfLocks = 10ms;

// All calls of a worker share its connection: what would make it wait, or mean something else afterwards, has no place
// there, and what would destroy what the cluster keeps in Redis none in a service.
bool is_refused(std::string_view command) {
  static constexpr auto kRefused = std::to_array<std::string_view>(
      {"ACL",          "AUTH",    "BGREWRITEAOF", "BGSAVE",      "BLMOVE",   "BLMPOP",       "BLPOP",      "BRPOP",
       "BRPOPLPUSH",   "BZMPOP",  "BZPOPMAX",     "BZPOPMIN",    "CLIENT",   "CLUSTER",      "CONFIG",     "DEBUG",
       "DISCARD",      "EXEC",    "FAILOVER",     "FLUSHALL",    "FLUSHDB",  "FUNCTION",     "HELLO",      "MIGRATE",
       "MODULE",       "MONITOR", "MULTI",        "PSUBSCRIBE",  "PSYNC",    "PUNSUBSCRIBE", "QUIT",       "REPLICAOF",
       "RESET",        "SAVE",    "SCRIPT",       "SELECT",      "SHUTDOWN", "SLAVEOF",      "SSUBSCRIBE", "SUBSCRIBE",
       "SUNSUBSCRIBE", "SWAPDB",  "SYNC",         "UNSUBSCRIBE", "UNWATCH",  "WAIT",         "WAITAOF",    "WATCH"});
  static_assert(std::ranges::is_sorted(kRefused));
  return std::ranges::binary_search(kRefused, std::string_view(base::upper(command)));
}

bool blocks(std::span<const std::string_view> words) {
  return (base::iequals(words[0], "XREAD") || base::iequals(words[0], "XREADGROUP")) &&
         std::ranges::any_of(words, [](std::string_view word) { return base::iequals(word, "BLOCK"); });
}

RedisReply plain(const broker::Reply& reply) {
  if (reply.is_nil()) return {};
  if (const auto* refusal = reply.refusal()) return {.kind = RedisReply::Kind::kText, .text = refusal->text};
  if (const auto text = reply.text(); !text.empty())
    return {.kind = RedisReply::Kind::kText, .text = std::string(text)};
  if (reply.is_integer()) return {.kind = RedisReply::Kind::kInteger, .integer = reply.integer()};
  if (!reply.is_array()) return {.kind = RedisReply::Kind::kText};
  RedisReply out{.kind = RedisReply::Kind::kList};
  out.list.reserve(reply.array().size());
  for (const auto& one : reply.array()) out.list.push_back(plain(one));
  return out;
}

zato::Written written(Result<std::string> result) {
  if (!result) return {.problem = result.error().text()};
  return {.bytes = std::move(*result)};
}

}  // namespace

Facilities::Facilities(Options options) : options_(std::move(options)), user_config_(options_.user_config) {}

Result<broker::Reply> Facilities::command(std::span<const std::string_view> words, rt::Deadline deadline) {
  if (!options_.redis) return fail(Code::kUnavailable, "this process has no connection to Redis");
  return options_.redis->command(words, deadline.earlier(rt::Deadline::after(kPatience)));
}

zato::RedisOutcome Facilities::redis(std::span<const std::string_view> words, rt::Deadline deadline) {
  if (words.empty()) return {.failure = {.status = 500, .message = "no Redis command was given"}};
  if (is_refused(words[0]) || blocks(words)) {
    return {.failure = {.status = 500,
                        .message = "the Redis command " + base::upper(words[0]) +
                                   " is not for services: they share one connection"}};
  }
  auto reply = command(words, deadline);
  if (!reply) return {.failure = failure_of(reply.error())};
  return {.reply = plain(*reply)};
}

// The name of the lock is last in its key: whatever it holds, it reaches no key of another kind.
zato::LockOutcome Facilities::lock(std::string_view name, std::chrono::nanoseconds ttl, std::chrono::nanoseconds block,
                                   rt::Deadline deadline) {
  const std::string key = options_.key_prefix + "lock:" + std::string(name);
  const std::string token = base::random_hex(16);
  const auto milliseconds =
      std::to_string(std::max<std::int64_t>(1, std::chrono::duration_cast<std::chrono::milliseconds>(ttl).count()));
  const auto end = rt::Deadline::after(block);
  for (;;) {
    const auto reply = command({"SET", key, token, "NX", "PX", milliseconds}, deadline);
    if (!reply) return {.failure = failure_of(reply.error())};
    if (reply->is_ok()) return {.token = token};
    if (end.expired()) return {};
    if (deadline.expired())
      return {.failure = {.status = 504, .deliberate = true, .message = "the time for this request is over"}};
    rt::sleep_for(kPauseOfLocks);
  }
}

void Facilities::unlock(std::string_view name, std::string_view token, rt::Deadline deadline) {
  static constexpr std::string_view kDeleteIfOurs =
      "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end";
  static_cast<void>(
      command({"EVAL", kDeleteIfOurs, "1", options_.key_prefix + "lock:" + std::string(name), token}, deadline));
}

zato::Written Facilities::encrypt(std::string_view plain) const {
  if (!options_.encrypt) return {.problem = "this process has no key for secrets"};
  return written(options_.encrypt(std::string(plain)));
}

zato::Written Facilities::decrypt(std::string_view encrypted) const {
  if (!options_.decrypt) return {.problem = "this process has no key for secrets"};
  return written(options_.decrypt(std::string(encrypted)));
}

}  // namespace zato::service
