// The keys in Redis that asynchronous invocations use, below zato:<cluster>:.
#pragma once

#include <string>
#include <string_view>

#include "broker/keys.hpp"

namespace zato::messages {

inline constexpr std::string_view kGroup = "servers";  // the consumer group of every stream

struct Names {
  explicit Names(broker::Keys of) : keys(std::move(of)) {}

  // For any worker of the cluster, or for those of one server.
  std::string stream(std::string_view server = {}) const {
    return server.empty() ? keys.key("invoke") : keys.key("invoke-at", server);
  }
  std::string replies(std::string_view consumer) const { return keys.key("reply", consumer); }
  std::string idempotency(std::string_view key) const { return keys.key("invoke-key", key); }

  broker::Keys keys;
  std::string streams = keys.key("invoke:streams");        // set: the streams there are
  std::string books = keys.key("invoke:books");            // hash: how many were accepted, done, …
  std::string bytes = keys.key("invoke:bytes");            // hash: stream to what its entries count in its budget
  std::string dead = keys.key("dead");                     // stream: dead letters
  std::string later = keys.key("invoke:later");            // stream: messages with a delay
  std::string due = keys.key("invoke:due");                // sorted set: their ids by the time they are due
  std::string life = keys.key("invoke:life");              // random; another one after a loss of data
  std::string lives_lost = keys.key("invoke:lives-lost");  // set: those before it
  std::string kept = keys.key("invoke:kept");              // set: ids of messages here that are in an outbox as well
  std::string suspects = keys.key("invoke:suspects");      // hash: consumer to the one message it runs on probation
};

}  // namespace zato::messages
