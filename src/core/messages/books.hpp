// Books: how many asynchronous invocations the cluster has accepted and what became of them. They balance at any
// moment: accepted = done + dead + expired + pending.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "messages/names.hpp"
#include "messages/scripts.hpp"

namespace zato::messages {

struct Books {
  std::int64_t accepted = 0;  // follow-ups (callbacks) among them
  std::int64_t done = 0;
  std::int64_t dead = 0;  // also those that somebody deleted; without those that were replayed
  std::int64_t expired = 0;
  std::int64_t pending = 0;  // counted in the streams: waiting, delayed or at work
  std::int64_t delayed = 0;  // of these
  std::int64_t letters = 0;  // dead ones that are kept
  std::int64_t deleted = 0;
  std::int64_t replayed = 0;
  std::int64_t duplicates = 0;  // not accepted: their idempotency key was known
  std::int64_t refused = 0;     // not accepted: the stream was full

  std::int64_t losses = 0;   // how often Redis was found to have lost data
  std::int64_t missing = 0;  // messages not done that it held when it was last seen before

  struct Stream {
    std::string name;
    std::int64_t length = 0;
    std::int64_t bytes = 0;
  };
  std::vector<Stream> streams = {};

  bool balanced() const noexcept { return accepted == done + dead + expired + pending && dead == letters + deleted; }
};

// In one step. Fiber, or a thread.
base::Result<Books> read_books(broker::RedisClient& redis, const Names& names, rt::Deadline deadline);

}  // namespace zato::messages
