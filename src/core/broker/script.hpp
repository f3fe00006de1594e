// Script: a Lua script that Redis runs as one step. Redis keeps it under its digest; where it has forgotten (restart,
// SCRIPT FLUSH) it is told again.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "broker/redis_client.hpp"

namespace zato::broker {

class Script {
 public:
  explicit Script(std::string text) : text_(std::move(text)) {}

  using Words = std::span<const std::string_view>;

  // As RedisClient::command(). Fibers of the client's loop.
  base::Result<Reply> run(RedisClient& redis, Words keys, Words arguments, rt::Deadline deadline);

 private:
  base::Result<void> tell(RedisClient& redis, rt::Deadline deadline);

  const std::string text_;
  std::string digest_;
};

}  // namespace zato::broker
