// Writing and following the events stream (events.hpp).
#include "broker/events.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "log/log.hpp"

namespace zato::broker {
namespace {

using namespace std::chrono_literals;

constexpr log::Logger kLog{"zato.broker"};
constexpr std::chrono::milliseconds kKept = 1h;
constexpr std::chrono::milliseconds kLongestBlock = 1s;
constexpr std::chrono::milliseconds kAfterRefusal = 1s;
constexpr std::string_view kBatch = "100";

// How long one read blocks in Redis, in milliseconds. Shorter than the client's timeout, since heartbeats wait behind
// it.
std::string block_time(const RedisOptions& options) {
  const auto half = std::chrono::duration_cast<std::chrono::milliseconds>(options.timeout / 2);
  return std::to_string(std::clamp(half, std::chrono::milliseconds(10), kLongestBlock).count());
}

}  // namespace

base::Result<void> EventWriter::publish(const Event& event, rt::Deadline deadline) {
  const std::uint64_t kept = static_cast<std::uint64_t>(kKept.count());
  const StreamId oldest{last_.milliseconds > kept ? last_.milliseconds - kept : 0};
  ZATO_TRY(const auto reply, client_.command({"XADD", stream_, "MINID", "~", oldest.text(), "*", "type", event.type,
                                              "source", event.source, "data", event.data},
                                             deadline));
  if (const auto id = StreamId::parse(reply.text())) last_ = *id;
  return {};
}

std::vector<PlacedEvent> events_in(const Reply& reply) {
  std::vector<PlacedEvent> events;
  for (const Reply& stream : reply.array()) {
    if (stream.array().size() != 2) continue;
    for (const Reply& entry : stream.array()[1].array()) {
      if (entry.array().size() != 2) continue;
      const auto id = StreamId::parse(entry.array()[0].text());
      if (!id) continue;
      const Reply& fields = entry.array()[1];
      events.push_back(
          {*id, {std::string(fields["type"]), std::string(fields["source"]), std::string(fields["data"])}});
    }
  }
  return events;
}

struct EventReader::State {
  State(rt::Loop& loop, RedisOptions options, AttemptBudget& budget, const Keys& keys)
      : stream(keys.key("events")), block(block_time(options)), client(loop, std::move(options), budget) {}

  std::string stream;
  std::string block;
  RedisClient client;
  std::function<void(const Event&)> handler;
  std::function<void()> resumed;
  bool positioned = false;
  StreamId position;
  bool stopped = false;
  unsigned long connection = 0;  // the newest; follow() of an older one ends

  void follow();
  base::Result<void> take_position();
  base::Result<void> read_once();
};

// On a fiber, for as long as one connection lives. The heartbeat of the client ends connections on which Redis went
// silent.
void EventReader::State::follow() {
  const auto mine = ++connection;
  bool placed = false;
  while (!stopped && mine == connection) {
    const auto result = placed ? read_once() : take_position();
    if (result) {
      if (!std::exchange(placed, true)) resumed();
      continue;
    }
    if (result.error().code == base::Code::kUnavailable) return;
    kLog.warning("cannot follow the events of the cluster: {}", result.error().text());
    rt::sleep_for(kAfterRefusal);
  }
}

// At first the end of the stream. Later on where we were, unless the stream ends before that: then Redis has lost data,
// and what was published since is read from its beginning.
base::Result<void> EventReader::State::take_position() {
  ZATO_TRY(const auto newest,
           client.command({"XREVRANGE", stream, "+", "-", "COUNT", "1"}, rt::Deadline::after(kLongestBlock)));
  StreamId end;
  if (!newest.array().empty() && !newest.array()[0].array().empty()) {
    end = StreamId::parse(newest.array()[0].array()[0].text()).value_or(end);
  }
  if (!positioned) {
    position = end;
    positioned = true;
  } else if (end < position) {
    kLog.warning("the events stream ends at {}, before {} that was read already: redis has lost data", end.text(),
                 position.text());
    position = {};
  }
  return {};
}

base::Result<void> EventReader::State::read_once() {
  ZATO_TRY(const auto reply,
           client.command({"XREAD", "COUNT", kBatch, "BLOCK", block, "STREAMS", stream, position.text()},
                          rt::Deadline::never()));
  for (const auto& [id, event] : events_in(reply)) {
    position = id;
    if (stopped) break;
    handler(event);
  }
  return {};
}

EventReader::EventReader(rt::Loop& loop, RedisOptions options, AttemptBudget& budget, const Keys& keys,
                         std::function<void(const Event&)> handler, std::function<void()> resumed) {
  state_ = std::make_shared<State>(loop, std::move(options), budget, keys);
  state_->handler = std::move(handler);
  state_->resumed = std::move(resumed);
  state_->client.when_connected([weak = std::weak_ptr(state_)] {
    if (const auto state = weak.lock()) state->follow();
  });
}

EventReader::~EventReader() { stop(); }

void EventReader::start() { state_->client.start(); }

void EventReader::stop() noexcept {
  state_->stopped = true;
  state_->client.stop();
}

const Health& EventReader::health() const noexcept { return state_->client.health(); }

}  // namespace zato::broker
