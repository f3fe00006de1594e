// Noticing losses and making them good (loss_watch.hpp).
#include "messages/loss_watch.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/cid.hpp"
#include "base/text.hpp"
#include "log/log.hpp"
#include "messages/message.hpp"
#include "rt/event.hpp"

namespace zato::messages {
namespace {

using namespace std::chrono_literals;
using base::Result;

constexpr log::Logger kLog{"zato.messages"};
constexpr auto kPatience = 2s;
constexpr auto kBetweenSweeps = 100ms;
constexpr auto kBetweenAdoptions = 10s;
constexpr std::chrono::milliseconds kLongestPause = 10s;
constexpr std::size_t kMostAtOnce = 500;

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(base::Wall::now().time_since_epoch()).count();
}

}  // namespace

struct LossWatch::State : std::enable_shared_from_this<LossWatch::State> {
  State(rt::Loop& on, broker::RedisClient& client, Names of, Options with)
      : loop(on), redis(client), names(std::move(of)), options(with) {}

  struct Kept {
    std::string life;
    std::chrono::milliseconds pause;  // before it is looked for again; longer each time it is still there
    base::MonotonicTime next;
  };
  Kept fresh(std::string of) const {
    return {std::move(of), options.settled_after, base::Monotonic::now() + options.settled_after};
  }

  rt::Loop& loop;
  broker::RedisClient& redis;
  const Names names;
  const Options options;
  broker::Script watch = scripts::watch();
  broker::Script accept = scripts::accept();
  std::string life;           // as last seen; empty: not yet
  std::int64_t accepted = 0;  // in the books, as last seen
  std::int64_t held = 0;      // messages in Redis, as last seen
  std::unordered_map<std::string, Kept> kept;
  std::vector<std::string> done;  // settled here, still in the outbox
  base::MonotonicTime next_adoption{};
  rt::Event looked;
  rt::Event some_done;
  rt::Event stopped;
  Counts counts;

  void run();
  Result<std::vector<bool>> look(const std::vector<std::string>& ids);
  void sweep();
  Result<void> forget_done();
  Result<void> tidy();
  Result<void> adopt();
  Result<void> sort(const std::vector<std::string>& ids);
  Result<void> accept_again(const std::vector<std::string>& ids);
};

void LossWatch::State::run() {
  while (!stopped.is_set()) {
    if (!redis.connected_before(rt::Deadline::after(1s))) continue;
    const auto told = look({});
    if (told && options.outbox != nullptr) {
      if (const auto tidied = tidy(); !tidied) kLog.warning("the outbox of messages: {}", tidied.error().text());
    }
    stopped.wait(rt::Deadline::after(told ? options.interval : 100ms));
  }
}

// What is settled should not be found in the outbox when Redis loses its data: it would run again.
void LossWatch::State::sweep() {
  while (!stopped.is_set()) {
    if (done.empty()) {
      some_done.reset();
      some_done.wait();
    }
    stopped.wait(rt::Deadline::after(kBetweenSweeps));
    if (const auto forgotten = forget_done(); !forgotten) stopped.wait(rt::Deadline::after(options.interval));
  }
}

Result<void> LossWatch::State::forget_done() {
  while (!done.empty()) {
    std::vector<std::string> some(done.begin(),
                                  done.begin() + static_cast<std::ptrdiff_t>(std::min(done.size(), kMostAtOnce)));
    ZATO_CHECK(options.outbox->remove(some));
    const std::set<std::string_view> gone(some.begin(), some.end());
    std::erase_if(done, [&](const auto& id) { return gone.contains(id); });
    for (const auto& id : some) kept.erase(id);
  }
  return {};
}

// Whether each of these messages is in Redis, as of one moment at which its data is known.
Result<std::vector<bool>> LossWatch::State::look(const std::vector<std::string>& ids) {
  const auto fresh = base::new_cid();
  const auto seen = std::to_string(accepted), had = std::to_string(held);
  const std::vector<std::string_view> keys{names.life, names.lives_lost, names.books, names.kept};
  std::vector<std::string_view> arguments{life, seen, had, fresh};
  arguments.insert(arguments.end(), ids.begin(), ids.end());
  ZATO_TRY(const auto reply, watch.run(redis, keys, arguments, rt::Deadline::after(kPatience)));
  const auto& words = reply.array();
  if (words.size() != 5) return base::fail(base::Code::kCorrupt, "redis does not tell whether it has lost data");
  if (words[3].integer() != 0) {
    ++counts.losses;
    kLog.error("redis {} has lost data: {} messages that were not done were there when it was last seen; {}",
               redis.health().address, held,
               options.outbox ? "those of the outbox are accepted again" : "nobody else has them");
  }
  life = words[0].text();
  accepted = words[1].integer();
  held = words[2].integer();
  looked.set();
  std::vector<bool> there;
  for (const auto& one : words[4].array()) there.push_back(one.integer() != 0);
  return there;
}

Result<void> LossWatch::State::tidy() {
  ZATO_CHECK(forget_done());
  if (base::Monotonic::now() >= next_adoption) ZATO_CHECK(adopt());
  std::vector<std::string> old;
  const auto now = base::Monotonic::now();
  for (const auto& [id, one] : kept) {
    if (one.next <= now || (one.life != life && one.pause > options.settled_after)) old.push_back(id);
  }
  for (std::size_t from = 0; from < old.size() && !stopped.is_set(); from += kMostAtOnce) {
    const auto end = old.begin() + static_cast<std::ptrdiff_t>(std::min(old.size(), from + kMostAtOnce));
    ZATO_CHECK(sort({old.begin() + static_cast<std::ptrdiff_t>(from), end}));
  }
  counts.kept = kept.size();
  return {};
}

Result<void> LossWatch::State::adopt() {
  ZATO_TRY(const auto rows, options.outbox->adopt());
  for (const auto& row : rows) kept.insert_or_assign(row.id, fresh(row.life));
  next_adoption = base::Monotonic::now() + kBetweenAdoptions;
  return {};
}

// Not in Redis: settled, where Redis' data is what it was when the message was accepted; otherwise lost.
Result<void> LossWatch::State::sort(const std::vector<std::string>& ids) {
  ZATO_TRY(const auto there, look(ids));
  if (there.size() != ids.size()) return base::fail(base::Code::kCorrupt, "redis does not tell which messages it has");
  std::vector<std::string> settled, lost, survived;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!kept.contains(ids[i])) continue;  // settled meanwhile
    const bool same = kept[ids[i]].life == life;
    if (there[i] && !same) survived.push_back(ids[i]);
    if (there[i] && same) {
      auto& one = kept[ids[i]];
      one.pause = std::min<std::chrono::milliseconds>(one.pause * 2, kLongestPause);
      one.next = base::Monotonic::now() + one.pause;
    }
    if (!there[i]) (same ? settled : lost).push_back(ids[i]);
  }
  if (!settled.empty()) ZATO_CHECK(options.outbox->remove(settled));
  for (const auto& id : settled) kept.erase(id);
  if (!lost.empty()) ZATO_CHECK(accept_again(lost));
  survived.insert(survived.end(), lost.begin(), lost.end());
  if (!survived.empty()) ZATO_CHECK(options.outbox->set_life(survived, life));
  for (const auto& id : survived) {
    if (kept.contains(id)) kept[id] = fresh(life);
  }
  return {};
}

Result<void> LossWatch::State::accept_again(const std::vector<std::string>& ids) {
  ZATO_TRY(const auto rows, options.outbox->read(ids));
  const auto now = now_ms();
  std::vector<std::string> numbers;
  numbers.reserve(rows.size() * 2);
  const auto budget = std::to_string(options.stream_bytes);
  std::vector<std::string_view> arguments{budget};
  for (const auto& row : rows) {
    const auto message = Message::parse(row.header, {});
    const bool expires = message && message->expiration.count() > 0;
    const auto left = expires ? std::max<std::int64_t>(1, message->accepted_at + message->expiration.count() - now) : 0;
    numbers.push_back(std::to_string(std::max<std::int64_t>(0, row.due - now)));
    numbers.push_back(std::to_string(left));
    const auto& delay = numbers[numbers.size() - 2];
    arguments.insert(arguments.end(),
                     {row.stream, "", "0", delay, numbers.back(), "", row.header, row.payload, row.id});
  }
  const std::vector<std::string_view> keys{names.streams, names.bytes, names.books, names.later,
                                           names.due,     names.dead,  names.kept};
  ZATO_TRY(const auto verdicts, accept.run(redis, keys, arguments, rt::Deadline::after(kPatience)));
  std::size_t many = 0;
  for (const auto& verdict : verdicts.array()) {
    if (!verdict.array().empty() && verdict.array()[0].text() == "accepted") ++many;
  }
  counts.accepted_again += many;
  kLog.warning("{} messages that redis had lost are accepted again", many);
  if (many == rows.size()) return {};
  return base::fail(base::Code::kResourceExhausted, "no room in redis for messages that it had lost");
}

LossWatch::LossWatch(rt::Loop& loop, broker::RedisClient& redis, Names names, Options options)
    : state_(std::make_shared<State>(loop, redis, std::move(names), options)) {}

LossWatch::~LossWatch() { stop(); }

void LossWatch::start() {
  state_->loop.spawn([state = state_] { state->run(); });
  if (keeps()) state_->loop.spawn([state = state_] { state->sweep(); });
}
void LossWatch::stop() noexcept {
  state_->stopped.set();
  state_->some_done.set();
}
void LossWatch::settled(const std::string& id) {
  if (!keeps()) return;
  state_->done.push_back(id);
  state_->some_done.set();
}
bool LossWatch::keeps() const noexcept { return state_->options.outbox != nullptr; }

Result<void> LossWatch::keep(std::vector<Outbox::Row> rows) {
  if (!state_->looked.wait(rt::Deadline::after(kPatience)))
    return base::fail(base::Code::kUnavailable, "redis has not told yet what it has");
  for (auto& row : rows) row.life = state_->life;
  ZATO_CHECK(state_->options.outbox->add(rows));
  for (const auto& row : rows) state_->kept.insert_or_assign(row.id, state_->fresh(row.life));
  return {};
}

const LossWatch::Counts& LossWatch::counts() const noexcept { return state_->counts; }

}  // namespace zato::messages
