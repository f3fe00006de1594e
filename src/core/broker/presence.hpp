// Which servers of the cluster are there: a key per server that expires unless it is renewed, and an event when one
// comes or goes. For eyes and wake-ups; who may do what is decided in the ODB.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "broker/events.hpp"

namespace zato::broker {

class Presence {
 public:
  struct Options {
    std::string name;  // of this server
    std::chrono::milliseconds expiry = std::chrono::seconds(10);
  };
  struct Member {
    std::string name;
    std::string details;
  };

  Presence(RedisClient& client, EventWriter& events, Keys keys, Options options);

  // Each is worth repeating when it fails. `details` is shown to others as it is (JSON: address, pid, version).
  // Also the heartbeat: call it every third of `expiry`. Announces server-joined where the server was not known.
  base::Result<void> beat(std::string_view details, rt::Deadline deadline);
  base::Result<void> leave(rt::Deadline deadline);  // announces server-left

  base::Result<std::vector<Member>> members(rt::Deadline deadline);  // ordered by name

 private:
  std::string key_of(std::string_view name) const { return keys_.key("server", name); }

  RedisClient& client_;
  EventWriter& events_;
  Keys keys_;
  Options options_;
};

}  // namespace zato::broker
