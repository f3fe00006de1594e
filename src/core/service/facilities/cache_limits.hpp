// CacheLimits: what administrators allow the caches to hold. Any thread.
//
// A cache with a limit has its keys in a sorted set besides (zato:{cluster}:cache-order:{cache}), by when they were
// last written; what is written beyond the limit takes the place of what was written longest ago. A cache that nobody
// has created has no limit and no such set.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace zato::service {

struct CacheLimit {
  bool is_active = true;
  std::int64_t items = 0;
  std::int64_t item_bytes = 0;
};

class CacheLimits {
 public:
  using Map = std::map<std::string, CacheLimit, std::less<>>;

  void set(Map limits) {
    const std::lock_guard lock(mutex_);
    limits_ = std::move(limits);
  }
  std::optional<CacheLimit> of(std::string_view cache) const {
    const std::lock_guard lock(mutex_);
    const auto found = limits_.find(cache);
    return found == limits_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  mutable std::mutex mutex_;
  Map limits_;
};

// Writes an item of a cache with a limit. Python runs the same (src/python/zato/server/service/cache.py).
//   KEYS  the item, the sorted set
//   ARGV  key, value, expiry in milliseconds or 0, limit, and what stands before keys in Redis: of items, and of the
//         times at which Python wrote them
// Gives the value that was there before.
inline constexpr const char* kWriteLimited = R"lua(
local before = redis.call('GET', KEYS[1])
if ARGV[3] == '0' then redis.call('SET', KEYS[1], ARGV[2])
else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
local now = redis.call('TIME')
redis.call('ZADD', KEYS[2], now[1] * 1000000 + now[2], ARGV[1])
local over = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[4])
if over > 0 then
  local oldest = redis.call('ZPOPMIN', KEYS[2], over)
  for i = 1, #oldest, 2 do redis.call('DEL', ARGV[5] .. oldest[i], ARGV[6] .. oldest[i]) end
end
return before
)lua";

}  // namespace zato::service
