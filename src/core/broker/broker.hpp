// Broker: what a process of the cluster has of Redis, in one object: commands, events, presence, health. Made by
// app.cpp after the fork; all on the loop.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "broker/events.hpp"
#include "broker/presence.hpp"
#include "broker/redis_client.hpp"

namespace zato::broker {

class Broker {
 public:
  struct Options {
    std::string cluster;
    std::string name;  // of this process in events and in CLIENT LIST: "server1/worker-2"
    RedisOptions redis;
    // Both run on a fiber. See EventReader.
    std::function<void(const Event&)> on_event = [](const Event&) {};
    std::function<void()> on_resumed = [] {};
  };

  Broker(rt::Loop& loop, Options options);
  ~Broker();  // stop()

  void start();
  void stop() noexcept;

  RedisClient& redis() noexcept;
  // One more connection, not started yet, for commands that block in Redis for up to `blocking`. The broker must outlive it.
  std::unique_ptr<RedisClient> blocking_client(const std::string& purpose, base::Monotonic::duration blocking);
  const Keys& keys() const noexcept;
  const Health& health() const noexcept;  // of the connection for commands

  base::Result<void> publish(std::string type, std::string data, rt::Deadline deadline);

  // Makes `server` seen by others from now on, renewed by itself, re-announced when Redis comes back without it. Loop
  // thread.
  void join(std::string server, std::string details);
  base::Result<void> leave(rt::Deadline deadline);  // fiber
  base::Result<std::vector<Presence::Member>> members(rt::Deadline deadline);

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the fiber that renews
};

}  // namespace zato::broker
