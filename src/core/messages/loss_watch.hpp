// LossWatch: notices when Redis has lost data: flushed, or restored from a backup. Its data has a life, a random key:
// it is gone after a flush; after a restore fewer messages have been accepted than we have seen. Losses are counted in
// the books and alarmed; messages that are in an outbox are accepted again. One per worker; fibers of the loop.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "messages/names.hpp"
#include "messages/outbox.hpp"
#include "messages/scripts.hpp"
#include "rt/loop.hpp"

namespace zato::messages {

class LossWatch {
 public:
  struct Options {
    Outbox* outbox = nullptr;                       // none: messages are in Redis only
    std::chrono::milliseconds interval{1000};       // between two looks; there is one after each reconnection
    std::chrono::milliseconds settled_after{2000};  // a message that is in Redis neither then nor later was settled
    std::size_t stream_bytes = 256 * 1024 * 1024;   // of messages that are accepted again
  };
  struct Counts {
    std::uint64_t losses = 0, accepted_again = 0;  // seen and done by this worker
    std::size_t kept = 0;                          // in the outbox, ours
  };

  // `redis` and the outbox must live longer.
  LossWatch(rt::Loop& loop, broker::RedisClient& redis, Names names, Options options);
  ~LossWatch();  // stop()

  void start();
  void stop() noexcept;

  bool keeps() const noexcept;
  // Messages that are about to be given to Redis. Fills in `life`.
  base::Result<void> keep(std::vector<Outbox::Row> rows);
  void settled(const std::string& id);  // one that is in an outbox, anybody's

  const Counts& counts() const noexcept;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace zato::messages
