// RedisClient: a connection to Redis that comes back by itself. Commands fail at once while it is away.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "broker/health.hpp"
#include "broker/reconnect_fsm.hpp"
#include "broker/reply.hpp"
#include "rt/loop.hpp"

namespace zato::broker {

struct RedisOptions {
  std::string host = "localhost";
  std::uint16_t port = 6379;
  std::string unix_socket = {};  // used instead, where given
  std::string username = {};
  base::Secret password = {};
  int database = 0;
  std::string client_name = "zato";                               // seen in CLIENT LIST
  base::Monotonic::duration timeout = std::chrono::seconds(2);    // of connecting, and of a heartbeat's answer
  base::Monotonic::duration heartbeat = std::chrono::seconds(1);  // between two PINGs
  bool watch_durability = false;  // look at Redis' settings with each heartbeat: they can be changed while it runs
  ReconnectFsm::Options reconnect = {};

  std::string address() const;  // "localhost:6379", "/path/redis.sock"
};

class RedisClient {
 public:
  // `budget` is shared with the other clients of the process and lives longer.
  RedisClient(rt::Loop& loop, RedisOptions options, AttemptBudget& budget);
  ~RedisClient();  // stop()

  void start();          // loop thread
  void stop() noexcept;  // loop thread; waiting commands end with kUnavailable

  // Fibers of the loop, or threads that are not the loop's. kUnavailable names the address and why it is away;
  // kTimeout: no answer in time, the command may have been carried out; otherwise what error_of() made of Redis'
  // refusal.
  base::Result<Reply> command(std::span<const std::string_view> words, rt::Deadline deadline);
  base::Result<Reply> command(std::initializer_list<std::string_view> words, rt::Deadline deadline) {
    return command(std::span(words.begin(), words.size()), deadline);
  }

  bool connected() const noexcept;                  // loop thread
  bool connected_before(rt::Deadline deadline);     // waits for it; fibers only
  const Health& health() const noexcept;            // loop thread
  void when_connected(std::function<void()> call);  // before start(): on a fiber, after each time it was connected

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with its fibers
};

}  // namespace zato::broker
