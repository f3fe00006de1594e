// The process's share of Redis (broker.hpp).
#include "broker/broker.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "rt/event.hpp"

namespace zato::broker {
namespace {

using namespace std::chrono_literals;

constexpr auto kExpiry = 6s;
constexpr auto kBeat = kExpiry / 3;

// CLIENT SETNAME takes no blanks and nothing that does not print.
RedisOptions named(RedisOptions options, const std::string& name) {
  options.client_name = "zato/" + name;
  std::ranges::replace_if(
      options.client_name, [](char c) { return c <= ' ' || c > '~'; }, '_');
  return options;
}

RedisOptions watching(RedisOptions options) {
  options.watch_durability = true;
  return options;
}

}  // namespace

struct Broker::State {
  State(rt::Loop& on, Options with)
      : loop(on),
        options(std::move(with)),
        keys(options.cluster),
        client(loop, watching(named(options.redis, options.name)), budget),
        writer(client, keys),
        reader(loop, named(options.redis, options.name + "/events"), budget, keys, options.on_event,
               options.on_resumed) {}

  rt::Loop& loop;
  Options options;
  Keys keys;
  AttemptBudget budget;
  RedisClient client;
  EventWriter writer;
  EventReader reader;
  std::optional<Presence> presence;
  rt::Event left;
  rt::Event no_more_beats;

  void keep_present(const std::string& details);
};

// While Redis is away the beats fail at once and say nothing: the client has told that it is away.
void Broker::State::keep_present(const std::string& details) {
  do {
    if (client.connected_before(rt::Deadline::after(kBeat)) && !left.is_set()) {
      static_cast<void>(presence->beat(details, rt::Deadline::after(kBeat)));
    }
  } while (!left.wait(rt::Deadline::after(client.connected() ? kBeat : 100ms)));
  no_more_beats.set();
}

Broker::Broker(rt::Loop& loop, Options options) : state_(std::make_shared<State>(loop, std::move(options))) {}
Broker::~Broker() { stop(); }

void Broker::start() {
  state_->client.start();
  state_->reader.start();
}

void Broker::stop() noexcept {
  state_->left.set();
  state_->reader.stop();
  state_->client.stop();
}

std::unique_ptr<RedisClient> Broker::blocking_client(const std::string& purpose, base::Monotonic::duration blocking) {
  auto options = named(state_->options.redis, state_->options.name + "/" + purpose);
  options.timeout += blocking;  // heartbeats wait behind the command
  options.heartbeat = blocking;
  return std::make_unique<RedisClient>(state_->loop, std::move(options), state_->budget);
}

RedisClient& Broker::redis() noexcept { return state_->client; }
const Keys& Broker::keys() const noexcept { return state_->keys; }
const Health& Broker::health() const noexcept { return state_->client.health(); }

base::Result<void> Broker::publish(std::string type, std::string data, rt::Deadline deadline) {
  return state_->writer.publish({std::move(type), state_->options.name, std::move(data)}, deadline);
}

void Broker::join(std::string server, std::string details) {
  state_->presence.emplace(state_->client, state_->writer, state_->keys,
                           Presence::Options{.name = std::move(server), .expiry = kExpiry});
  state_->loop.spawn([state = state_, text = std::move(details)] { state->keep_present(text); });
}

base::Result<void> Broker::leave(rt::Deadline deadline) {
  state_->left.set();
  if (!state_->presence) return {};
  state_->no_more_beats.wait(deadline);  // a beat under way would undo what follows
  return state_->presence->leave(deadline);
}

base::Result<std::vector<Presence::Member>> Broker::members(rt::Deadline deadline) {
  return Presence(state_->client, state_->writer, state_->keys, {}).members(deadline);
}

}  // namespace zato::broker
