#include "server/message_metrics.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;
using messages::Books;

constexpr auto kBetweenLooks = 10s;

}  // namespace

MessageMetrics::MessageMetrics(rt::Loop& loop, metrics::Registry& metrics, broker::RedisClient& redis,
                               const messages::Names& names, const messages::Sender& sender,
                               const messages::Consumer& consumer, const messages::Settler& settler)
    : loop_(loop), redis_(redis), names_(names), consumer_(consumer), timer_(loop) {
  auto& events = metrics.counter(
      {.name = "zato_messages_events",
       .help =
           "Asynchronous invocations that workers accepted, attempted, saw fail, took over from the dead, or ended.",
       .labels = {"event"}});
  const auto count = [&](const char* event, std::function<std::uint64_t()> read) {
    counted_.push_back({events.with({event}), std::move(read)});
  };
  count("accepted", [&sender] { return sender.counts().accepted; });
  count("duplicate", [&sender] { return sender.counts().duplicates; });
  count("refused", [&sender] { return sender.counts().refused; });
  count("attempted", [&consumer] { return consumer.counts().attempts; });
  count("failed", [&consumer] { return consumer.counts().failures; });
  count("taken_over", [&consumer] { return consumer.counts().taken_over; });
  count("done", [&settler] { return settler.counts().done; });
  count("dead", [&settler] { return settler.counts().dead; });
  count("expired", [&settler] { return settler.counts().expired; });
  auto& now = metrics.gauge({.name = "zato_messages_in_flight",
                             .help = "Asynchronous invocations that workers run now, or will try again.",
                             .labels = {"state"}});
  running_ = now.with({"running"});
  resting_ = now.with({"to_retry"});
  auto& books = metrics.gauge({.name = "zato_messages_cluster",
                               .help = "The cluster's asynchronous invocations as Redis counts them: accepted = done + "
                                       "dead + expired + pending. Beside it: missing, what it had when it lost data.",
                               .labels = {"state"},
                               .combine = metrics::Combine::kMax});
  for (const auto& [state, member] :
       std::initializer_list<std::pair<const char*, std::int64_t Books::*>>{{"accepted", &Books::accepted},
                                                                            {"done", &Books::done},
                                                                            {"dead", &Books::dead},
                                                                            {"expired", &Books::expired},
                                                                            {"pending", &Books::pending},
                                                                            {"missing", &Books::missing}}) {
    kept_.push_back({books.with({state}), member});
  }
  unsafe_ = metrics
                .gauge({.name = "zato_messages_redis_problems",
                        .help = "Settings of Redis that keep it from keeping what it acknowledges; guaranteed mode "
                                "refuses messages meanwhile.",
                        .combine = metrics::Combine::kMax})
                .with({});
  metrics.before_snapshot([this] { read_counts(); });
}

void MessageMetrics::read_counts() {
  for (auto& one : counted_) {
    const auto value = one.read();
    one.counter.add(value - one.seen);
    one.seen = value;
  }
  running_.set(static_cast<double>(consumer_.counts().running));
  const auto& durability = redis_.health().durability;
  unsafe_.set(durability ? static_cast<double>(durability->problems().size()) : 0);
  resting_.set(static_cast<double>(consumer_.counts().resting));
}

void MessageMetrics::start() {
  timer_.start(kBetweenLooks, [this] {
    loop_.spawn([this, alive = std::weak_ptr(alive_)] {
      if (alive.lock()) read_books();
    });
    start();
  });
}

void MessageMetrics::read_books() {
  const auto books = messages::read_books(redis_, names_, rt::Deadline::after(1s));
  if (!books) return;
  for (auto& one : kept_) one.gauge.set(static_cast<double>((*books).*one.member));
}

}  // namespace zato::server
