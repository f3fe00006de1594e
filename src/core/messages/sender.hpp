// Sender: accepts asynchronous invocations on behalf of a worker. What comes while Redis writes goes out together, so
// that one flush to disk serves all. One per worker.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "broker/redis_client.hpp"
#include "messages/loss_watch.hpp"
#include "messages/message.hpp"
#include "messages/names.hpp"
#include "rt/loop.hpp"

namespace zato::messages {

class Sender {
 public:
  struct Options {
    std::size_t stream_bytes = 256 * 1024 * 1024;  // each stream's budget
    bool guaranteed = true;                        // refuse where Redis' settings cannot keep what it acknowledges
    std::chrono::milliseconds key_expiry = std::chrono::hours(24);  // how long an idempotency key is remembered
    std::chrono::milliseconds patience{900};                        // callers wait so long for Redis
    LossWatch* watch = nullptr;  // keeps them in an outbox, if it has one; lives longer
    std::function<void(std::chrono::milliseconds)> delayed = [](auto) {};  // a message with this delay was accepted
  };
  struct Counts {
    std::uint64_t accepted = 0, duplicates = 0, refused = 0;
  };

  // `redis` must live longer and be of `loop`.
  Sender(rt::Loop& loop, broker::RedisClient& redis, Names names, Options options);
  ~Sender();

  // Returns the cid once Redis has the message on disk, or the cid of an earlier one with the same idempotency key. Any
  // fiber or thread. kUnavailable: Redis is away, or its settings cannot keep a promise, or it did not tell in time
  // whether it has the message; kResourceExhausted: the stream is full.
  base::Result<std::string> send(Message message, std::chrono::milliseconds delay = {});

  // As many times send(), without a fiber for each: for who has many at once. Loop thread, on a fiber.
  std::vector<base::Result<std::string>> send_all(std::vector<Message> messages);

  const Counts& counts() const noexcept;  // loop thread

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with its fibers
};

}  // namespace zato::messages
