// Settling in batches (settler.hpp).
#include "messages/settler.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "log/log.hpp"
#include "messages/scripts.hpp"

namespace zato::messages {
namespace {

using namespace std::chrono_literals;

constexpr log::Logger kLog{"zato.messages"};
constexpr std::size_t kMostInBatch = 256;
constexpr auto kPatience = 5s;
constexpr auto kPause = 200ms;  // between two tries

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kDone:
      return "done";
    case Outcome::kDead:
      return "dead";
    case Outcome::kExpired:
      break;
  }
  return "expired";
}

// Words of a command that need a place to live.
struct Words {
  std::deque<std::string> kept;
  std::vector<std::string_view> all;

  void add(std::string_view word) { all.push_back(word); }
  void keep(std::string word) { all.push_back(kept.emplace_back(std::move(word))); }
};

}  // namespace

struct Settler::State : std::enable_shared_from_this<Settler::State> {
  State(rt::Loop& on, broker::RedisClient& client, Names of, std::string as, LossWatch* with)
      : loop(on), redis(client), names(std::move(of)), consumer(std::move(as)), watch(with) {}

  rt::Loop& loop;
  broker::RedisClient& redis;
  const Names names;
  const std::string consumer;
  LossWatch* const watch;
  broker::Script script = scripts::settle();
  std::deque<Settlement> queue;
  bool flushing = false;
  rt::Event idle;
  rt::Event stopped;
  Counts counts;

  void flush();
  bool send(std::size_t many);
  bool keep_follow_ups(std::size_t many);
  void count(const Settlement& settlement);
};

void Settler::State::count(const Settlement& settlement) {
  if (settlement.outcome == Outcome::kDone) ++counts.done;
  if (settlement.outcome == Outcome::kDead) ++counts.dead;
  if (settlement.outcome == Outcome::kExpired) ++counts.expired;
  counts.follow_ups += settlement.follow_ups.size();
}

void Settler::State::flush() {
  while (!queue.empty() && !stopped.is_set()) {
    const std::size_t many = std::min(queue.size(), kMostInBatch);
    if (send(many)) {
      for (std::size_t i = 0; i < many; ++i) {
        const auto& one = queue.front();
        count(one);
        if (watch && !one.kept.empty()) watch->settled(one.kept);
        queue.pop_front();
      }
    } else {
      stopped.wait(rt::Deadline::after(kPause));
    }
  }
  flushing = false;
  if (queue.empty()) idle.set();
}

bool Settler::State::keep_follow_ups(std::size_t many) {
  std::vector<Outbox::Row> rows;
  for (std::size_t i = 0; i < many; ++i) {
    for (const auto& next : queue[i].follow_ups) {
      if (next.kept)
        rows.push_back({.id = next.id,
                        .life = {},
                        .stream = names.stream(next.target),
                        .header = next.header(),
                        .payload = next.payload});
    }
  }
  if (rows.empty() || watch == nullptr) return true;
  const auto kept = watch->keep(std::move(rows));
  if (!kept) kLog.warning("callbacks could not be put into the outbox yet: {}", kept.error().text());
  return kept.has_value();
}

bool Settler::State::send(std::size_t many) {
  if (!keep_follow_ups(many)) return false;
  Words words;
  words.add(consumer);
  for (std::size_t i = 0; i < many; ++i) {
    const auto& one = queue[i];
    words.add(one.stream);
    words.add(one.id);
    words.keep(std::to_string(one.size));
    words.add(name_of(one.outcome));
    words.add(one.reason);
    words.add(one.kept);
    words.keep(std::to_string(one.follow_ups.size()));
    for (const auto& next : one.follow_ups) {
      words.keep(names.stream(next.target));
      words.keep(next.header());
      words.add(next.payload);
      words.add(next.kept ? std::string_view(next.id) : std::string_view());
    }
  }
  const std::vector<std::string_view> keys{names.streams, names.bytes,    names.books,
                                           names.dead,    names.suspects, names.kept};
  const auto reply = script.run(redis, keys, words.all, rt::Deadline::after(kPatience));
  if (!reply) {
    if (redis.connected())
      kLog.warning("{} messages that have run could not be settled yet: {}", many, reply.error().text());
    return false;
  }
  const auto lost = static_cast<std::int64_t>(many) - reply->integer();
  if (lost > 0) kLog.warning("{} of {} messages had been settled by others, or Redis has lost them", lost, many);
  return true;
}

Settler::Settler(rt::Loop& loop, broker::RedisClient& redis, Names names, std::string consumer, LossWatch* watch)
    : state_(std::make_shared<State>(loop, redis, std::move(names), std::move(consumer), watch)) {
  state_->idle.set();
}

Settler::~Settler() { stop(); }

void Settler::settle(Settlement settlement) {
  state_->queue.push_back(std::move(settlement));
  state_->idle.reset();
  if (!std::exchange(state_->flushing, true)) {
    state_->loop.spawn([self = state_] { self->flush(); });
  }
}

std::size_t Settler::waiting() const noexcept { return state_->queue.size(); }
bool Settler::holds(const std::string& stream, const std::string& id) const {
  return std::ranges::any_of(state_->queue, [&](const auto& one) { return one.id == id && one.stream == stream; });
}
bool Settler::wait_idle(rt::Deadline deadline) { return state_->idle.wait(deadline); }
void Settler::stop() noexcept { state_->stopped.set(); }
const Settler::Counts& Settler::counts() const noexcept { return state_->counts; }

}  // namespace zato::messages
