// Settler: tells Redis which messages are finished, many at a time, again and again until Redis knows: a message whose
// service has run must not run again because Redis was away for a moment. One per worker; loop thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "broker/redis_client.hpp"
#include "messages/loss_watch.hpp"
#include "messages/message.hpp"
#include "messages/names.hpp"
#include "rt/event.hpp"
#include "rt/loop.hpp"

namespace zato::messages {

enum class Outcome { kDone, kDead, kExpired };

struct Settlement {
  std::string stream;
  std::string id;
  std::size_t size = 0;
  Outcome outcome = Outcome::kDone;
  std::string reason = {};               // why it is dead
  std::string kept = {};                 // its id in an outbox
  std::vector<Message> follow_ups = {};  // accepted in the same step
};

class Settler {
 public:
  struct Counts {
    std::uint64_t done = 0, dead = 0, expired = 0, follow_ups = 0;
  };

  // `watch` keeps follow-ups of messages that are in an outbox, where there is one, and lives longer.
  Settler(rt::Loop& loop, broker::RedisClient& redis, Names names, std::string consumer, LossWatch* watch = nullptr);
  ~Settler();

  void settle(Settlement settlement);                                  // returns at once
  std::size_t waiting() const noexcept;                                // settlements that Redis has not confirmed
  bool holds(const std::string& stream, const std::string& id) const;  // whether such a settlement is one of them
  bool wait_idle(rt::Deadline deadline);
  void stop() noexcept;  // what is not confirmed will run again elsewhere

  const Counts& counts() const noexcept;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace zato::messages
