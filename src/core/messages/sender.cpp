// Batches of accepted messages (sender.hpp).
#include "messages/sender.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "base/cid.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"
#include "messages/scripts.hpp"
#include "rt/event.hpp"

namespace zato::messages {
namespace {

using base::Code;
using base::fail;
using base::Result;

constexpr std::size_t kMostInBatch = 256;
constexpr std::size_t kMostBatchBytes = 4 * 1024 * 1024;
constexpr std::size_t kMostWaiting = 20'000;

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(base::Wall::now().time_since_epoch()).count();
}

// The caller may try again, best with an idempotency key.
base::Failure unknown() { return fail(Code::kUnavailable, "redis did not tell in time whether it has the message"); }

struct Waiting {
  std::string stream, key, delay, expiration, cid, header, payload;
  std::string id;  // in the outbox
  std::int64_t due = 0;
  rt::Event answered;
  Result<std::string> result = unknown();
  bool given_up = false;
};

}  // namespace

struct Sender::State : std::enable_shared_from_this<Sender::State> {
  State(rt::Loop& on, broker::RedisClient& client, Names of, Options with)
      : loop(on),
        redis(client),
        names(std::move(of)),
        options(std::move(with)),
        stream_bytes(std::to_string(options.stream_bytes)),
        key_expiry(std::to_string(options.key_expiry.count())) {}

  rt::Loop& loop;
  broker::RedisClient& redis;
  const Names names;
  const Options options;
  const std::string stream_bytes;
  const std::string key_expiry;
  broker::Script accept = scripts::accept();
  std::deque<std::shared_ptr<Waiting>> queue;
  bool flushing = false;
  bool silent = false;  // Redis has not answered the last batch in time
  Counts counts;

  Result<std::string> send(Message&& message, std::chrono::milliseconds delay);
  std::vector<Result<std::string>> send_all(std::vector<Message>&& messages);
  Result<void> can_take();
  std::shared_ptr<Waiting> enqueue(Message&& message, std::chrono::milliseconds delay);
  Result<std::string> answer(Waiting& waiting, rt::Deadline deadline);
  Result<void> can_promise() const;
  void flush();
  std::vector<std::shared_ptr<Waiting>> next_batch();
  Result<void> keep(const std::vector<std::shared_ptr<Waiting>>& batch);
  void send_batch(const std::vector<std::shared_ptr<Waiting>>& batch);
  Result<std::string> told(const broker::Reply& verdict, const Waiting& waiting);
};

Result<void> Sender::State::can_promise() const {
  const auto& health = redis.health();
  if (!health.connected || silent) {
    const std::string why = silent                      ? "it does not answer"
                            : health.last_error.empty() ? "not connected yet"
                                                        : health.last_error;
    return fail(Code::kUnavailable, "redis " + health.address + " is not available: " + why);
  }
  if (!options.guaranteed || !health.durability) return {};
  const auto problems = health.durability->problems();
  if (problems.empty()) return {};
  return fail(Code::kUnavailable,
              "redis " + health.address + " cannot keep messages safe: " + base::join(problems, "; "));
}

Result<void> Sender::State::can_take() {
  // A worker that has just begun may get requests before its first connection is there.
  if (redis.health().connections == 0) static_cast<void>(redis.connected_before(rt::Deadline::after(options.patience)));
  auto possible = can_promise();
  if (possible && queue.size() >= kMostWaiting)
    possible = fail(Code::kResourceExhausted, "too many messages wait for redis");
  if (!possible) ++counts.refused;
  return possible;
}

std::shared_ptr<Waiting> Sender::State::enqueue(Message&& message, std::chrono::milliseconds delay) {
  auto mine = std::make_shared<Waiting>();
  mine->stream = names.stream(message.target);
  if (!message.idempotency_key.empty()) mine->key = names.idempotency(message.idempotency_key);
  mine->delay = std::to_string(std::max<std::int64_t>(delay.count(), 0));
  mine->expiration = std::to_string(std::max<std::int64_t>(message.expiration.count(), 0));
  if (options.watch && options.watch->keeps() && message.reply_to.empty()) {
    message.kept = true;
    if (message.id.empty()) message.id = base::new_cid();
    if (delay.count() > 0) mine->due = now_ms() + delay.count();
    mine->id = message.id;
  }
  mine->header = message.header();
  mine->cid = std::move(message.cid);
  mine->payload = std::move(message.payload);
  queue.push_back(mine);
  if (!std::exchange(flushing, true)) {
    loop.spawn([self = shared_from_this()] { self->flush(); });
  }
  return mine;
}

Result<std::string> Sender::State::answer(Waiting& waiting, rt::Deadline deadline) {
  if (!waiting.answered.wait(deadline)) waiting.given_up = true;
  if (!waiting.result) ++counts.refused;
  return std::move(waiting.result);
}

Result<std::string> Sender::State::send(Message&& message, std::chrono::milliseconds delay) {
  ZATO_CHECK(can_take());
  const auto mine = enqueue(std::move(message), delay);
  auto result = answer(*mine, rt::Deadline::after(options.patience));
  if (result && delay.count() > 0) options.delayed(delay);
  return result;
}

std::vector<Result<std::string>> Sender::State::send_all(std::vector<Message>&& messages) {
  std::vector<Result<std::string>> results;
  results.reserve(messages.size());
  std::vector<std::shared_ptr<Waiting>> sent;
  Result<void> possible;
  for (auto& message : messages) {
    possible = can_take();
    if (!possible) break;
    sent.push_back(enqueue(std::move(message), {}));
  }
  const auto deadline = rt::Deadline::after(options.patience);
  for (const auto& waiting : sent) results.push_back(answer(*waiting, deadline));
  while (results.size() < messages.size()) results.push_back(base::Failure(possible.error()));
  return results;
}

// On a fiber, while there is something to send.
void Sender::State::flush() {
  while (!queue.empty()) {
    if (const auto batch = next_batch(); !batch.empty()) send_batch(batch);
  }
  flushing = false;
}

std::vector<std::shared_ptr<Waiting>> Sender::State::next_batch() {
  std::vector<std::shared_ptr<Waiting>> batch;
  std::size_t bytes = 0;
  while (!queue.empty() && batch.size() < kMostInBatch && bytes < kMostBatchBytes) {
    auto next = std::move(queue.front());
    queue.pop_front();
    if (next->given_up) continue;
    bytes += next->payload.size();
    batch.push_back(std::move(next));
  }
  return batch;
}

Result<void> Sender::State::keep(const std::vector<std::shared_ptr<Waiting>>& batch) {
  if (!options.watch || !options.watch->keeps()) return {};
  std::vector<Outbox::Row> rows;
  for (const auto& one : batch) {
    if (one->id.empty()) continue;
    rows.push_back({.id = one->id,
                    .life = {},
                    .stream = one->stream,
                    .header = one->header,
                    .payload = one->payload,
                    .due = one->due});
  }
  if (rows.empty()) return {};
  return options.watch->keep(std::move(rows));
}

void Sender::State::send_batch(const std::vector<std::shared_ptr<Waiting>>& batch) {
  if (const auto kept = keep(batch); !kept) {
    for (const auto& one : batch) {
      one->result = fail(Code::kUnavailable, "the outbox of messages: " + kept.error().text());
      one->answered.set();
    }
    return;
  }
  const std::vector<std::string_view> keys{names.streams, names.bytes, names.books, names.later,
                                           names.due,     names.dead,  names.kept};
  std::vector<std::string_view> arguments{stream_bytes};
  for (const auto& one : batch) {
    arguments.insert(arguments.end(), {one->stream, one->key, key_expiry, one->delay, one->expiration, one->cid,
                                       one->header, one->payload, one->id});
  }
  const auto reply = accept.run(redis, keys, arguments, rt::Deadline::after(options.patience));
  silent = !reply && reply.error().code == Code::kTimeout;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const bool has_verdict = reply && i < reply->array().size();
    batch[i]->result = has_verdict ? told(reply->array()[i], *batch[i])
                       : reply     ? fail(Code::kInternal, "redis gave no verdict on a message")
                       : silent    ? Result<std::string>(unknown())
                                   : Result<std::string>(base::Failure(reply.error()));
    batch[i]->answered.set();
  }
  // Until it answers, new messages are refused at once instead of each waiting for itself.
  while (silent && redis.connected()) silent = !redis.command({"PING"}, rt::Deadline::after(options.patience));
  silent = false;
}

Result<std::string> Sender::State::told(const broker::Reply& verdict, const Waiting& waiting) {
  const auto& words = verdict.array();
  const auto what = words.size() == 2 ? words[0].text() : std::string_view();
  if (what == "accepted") {
    ++counts.accepted;
    return waiting.cid;
  }
  if (what == "duplicate") {
    ++counts.duplicates;
    return std::string(words[1].text());
  }
  if (what != "full") return fail(Code::kInternal, "redis gave no verdict on a message");
  if (words[1].text() == names.dead)
    return fail(Code::kResourceExhausted, "dead letters fill their stream; zato messages list shows them");
  return fail(Code::kResourceExhausted, "the stream of asynchronous invocations is full");
}

Sender::Sender(rt::Loop& loop, broker::RedisClient& redis, Names names, Options options)
    : state_(std::make_shared<State>(loop, redis, std::move(names), std::move(options))) {}

Sender::~Sender() = default;

Result<std::string> Sender::send(Message message, std::chrono::milliseconds delay) {
  if (rt::Loop::current() == &state_->loop) return state_->send(std::move(message), delay);
  Result<std::string> result = fail(Code::kInternal, "no answer yet");
  rt::Event answered;
  state_->loop.spawn([&] {
    result = state_->send(std::move(message), delay);
    answered.set();
  });
  answered.wait();
  return result;
}

std::vector<Result<std::string>> Sender::send_all(std::vector<Message> messages) {
  return state_->send_all(std::move(messages));
}

const Sender::Counts& Sender::counts() const noexcept { return state_->counts; }

}  // namespace zato::messages
