// The `events` stream: wake-ups and announcements to everybody in the cluster. They say that something happened, never
// what to do: whoever is woken looks into the ODB. Each reader keeps its own position, so nobody takes an event away
// from another.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "broker/keys.hpp"
#include "broker/redis_client.hpp"
#include "broker/stream_id.hpp"

namespace zato::broker {

struct Event {
  std::string type;    // config-changed, server-joined, server-left, …
  std::string source;  // the name of who says it
  std::string data;    // up to the type; a sequence number for config-changed
};

// Appends to the stream and cuts off what is older than an hour: readers that were away that long start from the ODB
// anyway.
class EventWriter {
 public:
  EventWriter(RedisClient& client, const Keys& keys) : client_(client), stream_(keys.key("events")) {}

  base::Result<void> publish(const Event& event, rt::Deadline deadline);

 private:
  RedisClient& client_;
  std::string stream_;
  StreamId last_;  // the clock of Redis, by which age is judged
};

// Follows the stream over a connection of its own. Starts at the stream's end as it is when first connected; after a
// lost connection it goes on where it was, so that nothing published meanwhile is missed.
class EventReader {
 public:
  // `handler` runs on a fiber of the loop, one event after the other. `resumed` follows each (re)connection: events may
  // have been lost with Redis' data, so whoever depends on them should look for himself.
  EventReader(rt::Loop& loop, RedisOptions options, AttemptBudget& budget, const Keys& keys,
              std::function<void(const Event&)> handler, std::function<void()> resumed);
  ~EventReader();

  void start();
  void stop() noexcept;
  const Health& health() const noexcept;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// The events in a reply to XREAD, with their positions. Exposed for its tests.
struct PlacedEvent {
  StreamId id;
  Event event;
};
std::vector<PlacedEvent> events_in(const Reply& reply);

}  // namespace zato::broker
