// Reading, running and retrying messages (consumer.hpp).
#include "messages/consumer.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/text.hpp"
#include "log/log.hpp"
#include "messages/scripts.hpp"
#include "rt/event.hpp"

namespace zato::messages {
namespace {

using namespace std::chrono_literals;
using base::Code;
using base::Result;
using broker::Reply;

constexpr log::Logger kLog{"zato.messages"};
constexpr auto kPatience = 3s;
constexpr auto kAfterRefusal = 1s;
constexpr std::chrono::milliseconds kLongestBetweenRounds = 10s;
constexpr std::chrono::milliseconds kLongestRetryDelay = 60s;
constexpr std::size_t kMostResting = 1000;
constexpr unsigned kInnocent = 1;  // deliveries after which a death of its worker may have been somebody else's fault

}  // namespace

struct Consumer::State : std::enable_shared_from_this<Consumer::State> {
  State(rt::Loop& on, broker::RedisClient& redis, broker::RedisClient& from, Settler& to, Names of, Options with,
        Handler run)
      : loop(on),
        commands(redis),
        reader(from),
        settler(to),
        names(std::move(of)),
        options(std::move(with)),
        handler(std::move(run)),
        heirs(commands, names, options.heirs),
        streams{names.stream(), names.stream(options.server)} {}

  rt::Loop& loop;
  broker::RedisClient& commands;
  broker::RedisClient& reader;
  Settler& settler;
  const Names names;
  const Options options;
  const Handler handler;
  Heirs heirs;
  const std::vector<std::string> streams;
  broker::Script promote = scripts::promote();

  rt::Event stopping;
  rt::Event room;     // something has ended
  rt::Event round;    // tend() has something to do
  rt::Event fetched;  // fetch() has returned for good
  base::MonotonicTime next_round{};
  unsigned long connection = 0;
  std::string client_id;
  std::unordered_map<std::string, Entry> mine;  // by place, without payloads: ours until they are settled or given up
  std::deque<Heirs::Candidate> suspects;
  std::set<std::string> suspected;  // places in `suspects`
  bool interrogating = false;
  std::size_t bytes = 0;           // of payloads at work
  std::size_t usual_bytes = 1024;  // of one, roughly
  std::int64_t clock_offset = 0;   // Redis' clock minus ours (monotonic), ms
  Counts counts;

  // Reading.
  void fetch();
  Result<void> prepare();
  std::size_t free_places() const;
  Result<void> read_once(std::size_t most);

  // Running.
  void take(Entry&& entry, std::shared_ptr<rt::Event> first_over = nullptr);
  void see_through(Entry entry, const std::shared_ptr<rt::Event>& first_over);
  std::optional<Settlement> attempt(const Entry& entry);
  std::optional<Entry> next_attempt(const Entry& entry);
  Settlement settlement(const Entry& entry, Outcome outcome, std::string reason = {}) const;
  bool expired(const Entry& entry) const;

  // What is to be done every now and then.
  void tend();
  std::chrono::milliseconds tend_once();
  Result<std::chrono::milliseconds> promote_due();
  void renew();
  Result<bool> take_over(const std::string& stream, std::vector<Heirs::Candidate>&& candidates);
  void interrogate();
};

namespace {

std::int64_t monotonic_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(base::Monotonic::now().time_since_epoch()).count();
}

std::string shortened(std::string text) {
  constexpr std::size_t kMost = 2000;
  if (text.size() > kMost) text.resize(kMost);
  return text;
}

}  // namespace

// On a fiber, for as long as one connection lives.
void Consumer::State::fetch() {
  const auto current = ++connection;
  bool prepared = false;
  while (!stopping.is_set() && current == connection) {
    Result<void> outcome;
    if (!prepared) {
      outcome = prepare();
      prepared = outcome.has_value();
    } else if (const auto places = free_places(); places == 0) {
      room.reset();
      room.wait(rt::Deadline::after(1s));
    } else {
      outcome = read_once(places);
    }
    if (outcome) continue;
    if (outcome.error().code == Code::kUnavailable && !reader.connected()) break;
    if (outcome.error().code == Code::kNotFound)
      kLog.warning("redis has lost the streams of asynchronous invocations; they begin anew");
    else
      kLog.warning("asynchronous invocations cannot be read: {}", outcome.error().text());
    prepared = false;
    stopping.wait(rt::Deadline::after(outcome.error().code == Code::kNotFound ? 10ms : kAfterRefusal));
  }
  if (stopping.is_set() && current == connection) fetched.set();
}

// What was delivered to us over a connection that broke has perhaps never arrived.
Result<void> Consumer::State::prepare() {
  ZATO_TRY(const auto id, reader.command({"CLIENT", "ID"}, rt::Deadline::after(kPatience)));
  client_id = std::to_string(id.integer());
  if (!commands.connected_before(rt::Deadline::after(kPatience)))
    return base::fail(Code::kTimeout, "the connection for commands is not there yet");
  for (const auto& stream : streams) {
    ZATO_CHECK(heirs.prepare(stream));
    ZATO_TRY(auto ours, heirs.ours(stream));
    ZATO_CHECK(take_over(stream, std::move(ours)));
  }
  round.set();
  return {};
}

// Nothing new while settlements wait: whoever cannot tell Redis that work is done must not take more of it.
std::size_t Consumer::State::free_places() const {
  if (!commands.connected() || settler.waiting() > 4 * options.concurrency || bytes >= options.bytes) return 0;
  // Many at a time are cheaper than one after the other.
  if (counts.running >= options.concurrency || (counts.running > options.concurrency * 3 / 4 && counts.running > 8))
    return 0;
  const auto by_bytes = (options.bytes - bytes) / std::max<std::size_t>(usual_bytes, 1);
  return std::max<std::size_t>(1, std::min(options.concurrency - counts.running, by_bytes));
}

Result<void> Consumer::State::read_once(std::size_t most) {
  const auto count = std::to_string(most);
  const auto block = std::to_string(options.block.count());
  ZATO_TRY(const auto reply, reader.command({"XREADGROUP", "GROUP", kGroup, heirs.consumer(), "COUNT", count, "BLOCK",
                                             block, "STREAMS", streams[0], streams[1], ">", ">"},
                                            rt::Deadline::never()));
  for (const auto& stream : reply.array()) {
    if (stream.array().size() != 2) continue;
    for (const auto& item : stream.array()[1].array()) {
      if (item.array().size() != 2) continue;
      take(Entry::from(std::string(stream.array()[0].text()), std::string(item.array()[0].text()), item.array()[1]));
    }
  }
  return {};
}

void Consumer::State::take(Entry&& entry, std::shared_ptr<rt::Event> first_over) {
  mine[entry.place()] = {.stream = entry.stream, .id = entry.id, .header = {}, .payload = {}};
  ++counts.running;
  bytes += entry.payload.size();
  usual_bytes = (usual_bytes * 7 + entry.payload.size()) / 8;
  loop.spawn([self = shared_from_this(), shared = std::make_shared<Entry>(std::move(entry)),
              over = std::move(first_over)] { self->see_through(std::move(*shared), over); });
}

void Consumer::State::see_through(Entry entry, const std::shared_ptr<rt::Event>& first_over) {
  while (true) {
    auto end = attempt(entry);
    --counts.running;
    bytes -= entry.payload.size();
    if (end) {
      settler.settle(std::move(*end));
      break;
    }
    if (first_over) first_over->set();
    room.set();
    entry.payload.clear();
    auto next = next_attempt(entry);
    if (!next) break;
    entry = std::move(*next);
    ++counts.running;
    bytes += entry.payload.size();
  }
  mine.erase(entry.place());
  if (first_over) first_over->set();
  room.set();
}

bool Consumer::State::expired(const Entry& entry) const {
  return entry.expires_at > 0 && clock_offset != 0 && monotonic_ms() + clock_offset > entry.expires_at;
}

Settlement Consumer::State::settlement(const Entry& entry, Outcome outcome, std::string reason) const {
  return {
      .stream = entry.stream, .id = entry.id, .size = entry.size(), .outcome = outcome, .reason = std::move(reason)};
}

// Nothing: it failed and shall be tried again.
std::optional<Settlement> Consumer::State::attempt(const Entry& entry) {
  const auto message = Message::parse(entry.header, entry.payload);
  const std::string kept = message && message->kept ? message->id : std::string();
  if (expired(entry)) {
    auto end = settlement(entry, Outcome::kExpired);
    end.kept = kept;
    return end;
  }
  if (entry.attempt > options.attempts) {
    return settlement(entry, Outcome::kDead,
                      "delivered " + std::to_string(options.attempts) +
                          " times; the process that ran it died or was silent each time");
  }
  if (!message) return settlement(entry, Outcome::kDead, message.error().text());
  ++counts.attempts;
  auto verdict = handler(*message, entry);
  if (verdict.done) {
    auto done = settlement(entry, Outcome::kDone);
    done.kept = kept;
    done.follow_ups = std::move(verdict.follow_ups);
    for (auto& next : done.follow_ups) next.kept = message->kept;
    return done;
  }
  ++counts.failures;
  if (entry.attempt < options.attempts) return std::nullopt;
  kLog.error("{}: service {} failed {} times and is a dead letter now: {}", message->cid, message->service,
             entry.attempt, verdict.why);
  return settlement(entry, Outcome::kDead,
                    "failed " + std::to_string(entry.attempt) + " times: " + shortened(std::move(verdict.why)));
}

// Waits until it is time, then counts the delivery. Nothing: it is not ours any more.
std::optional<Entry> Consumer::State::next_attempt(const Entry& entry) {
  if (counts.resting >= kMostResting) return std::nullopt;  // whoever finds it silent goes on with it
  ++counts.resting;
  auto pause = std::min(kLongestRetryDelay, options.retry_delay * (1U << std::min(entry.attempt - 1, 10U)));
  std::optional<Entry> next;
  while (true) {
    if (stopping.wait(rt::Deadline::after(pause))) {
      static_cast<void>(heirs.release(entry.stream, {entry.id}));
      break;
    }
    auto claimed =
        heirs.claim({.stream = entry.stream, .id = entry.id, .consumer = heirs.consumer()}, Heirs::How::kRetry);
    if (claimed) {
      next = std::move(*claimed);
      break;
    }
    pause = kAfterRefusal;  // Redis is away
  }
  --counts.resting;
  return next;
}

void Consumer::State::tend() {
  while (!stopping.is_set()) {
    round.reset();
    const auto pause = commands.connected() ? tend_once() : std::chrono::milliseconds(1s);
    if (stopping.is_set()) return;
    next_round = base::Monotonic::now() + pause;
    round.wait(rt::Deadline(next_round));
  }
}

std::chrono::milliseconds Consumer::State::tend_once() {
  auto pause = std::min(kLongestBetweenRounds, options.heirs.visibility / 3);
  if (const auto next = promote_due(); next && next->count() >= 0) pause = std::min(pause, *next);
  renew();
  for (const auto& stream : streams) {
    auto candidates = heirs.left_behind(stream);
    if (!candidates) continue;  // told when reading fails as well
    const auto all = take_over(stream, std::move(*candidates));
    if (all && !*all) pause = std::min<std::chrono::milliseconds>(pause, 200ms);
  }
  return pause;
}

Result<std::chrono::milliseconds> Consumer::State::promote_due() {
  const std::vector<std::string_view> keys{names.streams, names.bytes, names.later, names.due};
  ZATO_TRY(const auto reply, promote.run(commands, keys, {}, rt::Deadline::after(kPatience)));
  if (reply.array().size() != 2) return std::chrono::milliseconds(-1);
  clock_offset = reply.array()[0].integer() - monotonic_ms();
  return std::chrono::milliseconds(reply.array()[1].integer());
}

void Consumer::State::renew() {
  for (const auto& stream : streams) {
    std::vector<std::string> ids;
    for (const auto& [place, entry] : mine) {
      if (entry.stream == stream) ids.push_back(entry.id);
    }
    if (ids.empty()) continue;
    const auto missed = heirs.renew(stream, ids);
    if (!missed) continue;
    const auto lost = std::ranges::count_if(*missed, [&](const auto& id) { return mine.contains(stream + " " + id); });
    if (lost > 0) kLog.warning("{} messages that run here were taken over by others, or Redis has lost them", lost);
  }
}

// Whether all of them found a place.
Result<bool> Consumer::State::take_over(const std::string& stream, std::vector<Heirs::Candidate>&& candidates) {
  for (auto& candidate : candidates) {
    if (stopping.is_set()) break;
    const auto place = stream + " " + candidate.id;
    if (mine.contains(place) || suspected.contains(place) || settler.holds(stream, candidate.id)) continue;
    if (candidate.deliveries > kInnocent) {
      suspected.insert(place);
      suspects.push_back(std::move(candidate));
      continue;
    }
    if (counts.running >= options.concurrency) return false;
    ZATO_TRY(auto entry, heirs.claim(candidate, Heirs::How::kHeir));
    if (!entry) continue;
    ++counts.taken_over;
    take(std::move(*entry));
  }
  if (!suspects.empty() && !std::exchange(interrogating, true)) {
    loop.spawn([self = shared_from_this()] { self->interrogate(); });
  }
  return true;
}

// Messages whose workers died more than once run one at a time, so that the next death tells which one it was.
void Consumer::State::interrogate() {
  while (!suspects.empty() && !stopping.is_set()) {
    const auto candidate = std::move(suspects.front());
    suspects.pop_front();
    suspected.erase(candidate.stream + " " + candidate.id);
    auto entry = heirs.claim(candidate, Heirs::How::kSuspect);
    if (!entry || !*entry) continue;
    ++counts.taken_over;
    const auto over = std::make_shared<rt::Event>();
    take(std::move(**entry), over);
    over->wait();
  }
  interrogating = false;
}

Consumer::Consumer(rt::Loop& loop, broker::RedisClient& commands, broker::RedisClient& reader, Settler& settler,
                   Names names, Options options, Handler handler)
    : state_(std::make_shared<State>(loop, commands, reader, settler, std::move(names), std::move(options),
                                     std::move(handler))) {}

Consumer::~Consumer() { state_->stopping.set(); }

void Consumer::start() {
  state_->reader.when_connected([weak = std::weak_ptr(state_)] {
    if (const auto state = weak.lock()) state->fetch();
  });
  state_->reader.start();
  state_->loop.spawn([state = state_] { state->tend(); });
}

void Consumer::promote_after(std::chrono::milliseconds delay) {
  if (base::Monotonic::now() + delay < state_->next_round) state_->round.set();
}

bool Consumer::drain(rt::Deadline deadline, rt::Event& hurry) {
  State& state = *state_;
  state.stopping.set();
  state.round.set();
  state.room.set();
  // The read under way must come back with what it has: a connection that is cut may leave messages behind.
  if (state.reader.connected() && !state.client_id.empty()) {
    static_cast<void>(state.commands.command({"CLIENT", "UNBLOCK", state.client_id}, rt::Deadline::after(kPatience)));
    state.fetched.wait(rt::Deadline::after(1s).earlier(deadline));
  }
  state.reader.stop();
  while (state.counts.running + state.counts.resting > 0 && !deadline.expired() && !hurry.is_set()) {
    state.room.reset();
    state.room.wait(deadline.earlier(rt::Deadline::after(100ms)));
  }
  // Redis may take a moment to learn of what ended last.
  return state.settler.wait_idle(rt::Deadline::after(1s)) && state.counts.running == 0;
}

const Consumer::Counts& Consumer::counts() const noexcept { return state_->counts; }

}  // namespace zato::messages
