// Counters that all workers of the cluster share, in Redis. Used for exact rate limits; on fibers.
#pragma once

#include <chrono>
#include <string>

#include "broker/broker.hpp"

namespace zato::server {

// Adds one to `key`, which is forgotten after `window`; its new value. Errors of RedisClient::command().
base::Result<std::int64_t> count_in_redis(broker::Broker& broker, const std::string& key, std::chrono::seconds window);

}  // namespace zato::server
