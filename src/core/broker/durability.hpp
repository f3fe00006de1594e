// Asks a Redis what it promises. Used by RedisClient when it has connected, and again with each heartbeat of a
// client that watches.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "broker/health.hpp"
#include "broker/reply.hpp"

namespace zato::broker {

using Question = std::function<base::Result<Reply>(std::initializer_list<std::string_view>)>;

Durability read_durability(const Question& ask);
std::string read_version(const Question& ask);  // empty when Redis does not tell

}  // namespace zato::broker
