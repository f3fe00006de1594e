// Fences in Redis: an order of a role's earlier holder (lease/lease.hpp) has no effect there. The highest epoch that
// Redis has seen of a role only ever grows; whoever comes with a lower one is refused.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "broker/keys.hpp"
#include "broker/redis_client.hpp"

namespace zato::broker {

class Fence {
 public:
  // Both must live longer.
  Fence(RedisClient& client, const Keys& keys, std::string_view role);

  // From now on nobody below `epoch` passes. kConflict: a higher one was here; `seen()` tells which.
  base::Result<void> raise(std::int64_t epoch, rt::Deadline deadline);
  base::Result<std::int64_t> seen(rt::Deadline deadline);

  // The same and one command, as one step: between check and effect nothing happens.
  base::Result<Reply> command(std::int64_t epoch, std::span<const std::string_view> words, rt::Deadline deadline);

 private:
  RedisClient& client_;
  const std::string role_;
  const std::string key_;
};

}  // namespace zato::broker
