// Consumer: takes messages from Redis, as many at a time as this worker may run, and sees each to its end: done,
// expired, tried again, or dead. One per worker; loop thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "messages/heirs.hpp"
#include "messages/settler.hpp"

namespace zato::messages {

// What became of running a message.
struct Verdict {
  bool done = false;
  std::string why = {};                  // not done: the error
  std::vector<Message> follow_ups = {};  // done: accepted in the step that settles it
};

class Consumer {
 public:
  // Runs the service, on a fiber of its own, for as long as it takes.
  using Handler = std::function<Verdict(const Message& message, const Entry& entry)>;

  struct Options {
    std::string server = {};                      // whose stream is read beside the cluster's
    std::size_t concurrency = 64;                 // messages that run at a time
    std::size_t bytes = 64 * 1024 * 1024;         // of their payloads
    unsigned attempts = 5;                        // deliveries before a message is dead
    std::chrono::milliseconds retry_delay{1000};  // before the second attempt; doubles
    std::chrono::milliseconds block{10'000};      // one read waits so long in Redis
    Heirs::Options heirs = {};
  };
  struct Counts {
    std::uint64_t attempts = 0, failures = 0, taken_over = 0;
    std::size_t running = 0, resting = 0;  // now: at work; waiting to be tried again
  };

  // `commands` and `reader` (Broker::blocking_client of `block`) must live longer; the consumer starts `reader`.
  Consumer(rt::Loop& loop, broker::RedisClient& commands, broker::RedisClient& reader, Settler& settler, Names names,
           Options options, Handler handler);
  ~Consumer();

  void start();
  void promote_after(std::chrono::milliseconds delay);  // a message with that delay was accepted here

  // Takes no more, waits for what runs, gives up what was to be tried again. False when the deadline came first, or
  // somebody is in a hurry. Fiber.
  bool drain(rt::Deadline deadline, rt::Event& hurry);

  const Counts& counts() const noexcept;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace zato::messages
