// Senders and consumers of asynchronous invocations in this process, over a real Redis: a worker as far as messages go.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "broker/broker.hpp"
#include "messages/books.hpp"
#include "messages/consumer.hpp"
#include "messages/letters.hpp"
#include "messages/loss_watch.hpp"
#include "messages/sender.hpp"
#include "rt/event.hpp"
#include "support/redis.hpp"
#include "support/wait.hpp"

namespace zato::messages::test {

using namespace std::chrono_literals;

inline rt::Deadline within(std::chrono::milliseconds time) {
  return rt::Deadline::after(time * zato::test::slowness());
}

inline broker::Broker::Options broker_of(const zato::test::RedisServer& redis, const std::string& name) {
  broker::Broker::Options options;
  options.cluster = "test";
  options.name = name;
  options.redis.host = "127.0.0.1";
  options.redis.port = static_cast<std::uint16_t>(redis.port());
  options.redis.timeout = 1s;
  options.redis.reconnect.longest_pause = 500ms;
  return options;
}

// What several workers have in the outbox, as the ODB would have it.
struct Rows {
  struct Row : Outbox::Row {
    std::string owner;
  };
  std::map<std::string, Row> rows;
  std::set<std::string> dead;  // owners
};

class MemoryOutbox final : public Outbox {
 public:
  MemoryOutbox(Rows& rows, std::string owner) : all_(rows), owner_(std::move(owner)) {}

  base::Result<void> add(const std::vector<Row>& rows) override {
    for (const auto& row : rows) all_.rows.emplace(row.id, Rows::Row{row, owner_});
    return {};
  }
  base::Result<void> remove(const std::vector<std::string>& ids) override {
    for (const auto& id : ids) all_.rows.erase(id);
    return {};
  }
  base::Result<void> set_life(const std::vector<std::string>& ids, const std::string& life) override {
    for (const auto& id : ids) {
      if (const auto row = all_.rows.find(id); row != all_.rows.end()) row->second.life = life;
    }
    return {};
  }
  base::Result<std::vector<Row>> read(const std::vector<std::string>& ids) override {
    std::vector<Row> found;
    for (const auto& id : ids) {
      if (const auto row = all_.rows.find(id); row != all_.rows.end()) found.push_back(row->second);
    }
    return found;
  }
  base::Result<std::vector<Row>> adopt() override {
    std::vector<Row> adopted;
    for (auto& [id, row] : all_.rows) {
      if (!all_.dead.contains(row.owner)) continue;
      row.owner = owner_;
      adopted.push_back({.id = id, .life = row.life});
    }
    return adopted;
  }

 private:
  Rows& all_;
  const std::string owner_;
};

// Fibers of one loop; ends like a worker that drains, or is dropped like one that dies.
struct Worker {
  using Handle = std::function<Verdict(const Message&, const Entry&)>;

  Worker(rt::Loop& loop, const zato::test::RedisServer& redis, const std::string& name, Handle handle,
         Consumer::Options options = {}, Sender::Options send = {}, Rows* rows = nullptr)
      : broker(loop, broker_of(redis, name)),
        names(broker.keys()),
        reader(broker.blocking_client("messages", options.block)) {
    options.server = "server1";
    options.heirs.consumer = name;
    if (rows != nullptr) outbox = std::make_unique<MemoryOutbox>(*rows, name);
    watch = std::make_unique<LossWatch>(
        loop, broker.redis(), names,
        LossWatch::Options{.outbox = outbox.get(), .interval = 50ms, .settled_after = 100ms});
    watch->start();
    settler = std::make_unique<Settler>(loop, broker.redis(), names, name, watch.get());
    send.watch = watch.get();
    consumer = std::make_unique<Consumer>(loop, broker.redis(), *reader, *settler, names, options, std::move(handle));
    send.delayed = [this](std::chrono::milliseconds delay) { consumer->promote_after(delay); };
    sender = std::make_unique<Sender>(loop, broker.redis(), names, send);
    broker.start();
    EXPECT_TRUE(broker.redis().connected_before(within(5s))) << broker.health().last_error;
  }

  base::Result<std::string> send(Message message, std::chrono::milliseconds delay = {}) {
    return sender->send(std::move(message), delay);
  }
  base::Result<std::string> send(const std::string& payload) {
    return send({.cid = "K" + payload, .service = "s", .payload = payload});
  }
  Books books() {
    auto read = read_books(broker.redis(), names, within(2s));
    EXPECT_TRUE(read) << read.error().text();
    return read.value_or(Books{});
  }
  // Its connections break at once, nothing is given back.
  void die() {
    settler->stop();
    watch->stop();
    reader->stop();
    broker.stop();
  }

  broker::Broker broker;
  Names names;
  std::unique_ptr<broker::RedisClient> reader;
  std::unique_ptr<MemoryOutbox> outbox;
  std::unique_ptr<LossWatch> watch;
  std::unique_ptr<Settler> settler;
  std::unique_ptr<Consumer> consumer;
  std::unique_ptr<Sender> sender;
  rt::Event patient;  // of drain()
};

// On a fiber: waits for a condition that other fibers bring about.
inline bool comes_true(const std::function<bool()>& condition, std::chrono::milliseconds time = 10s) {
  const auto deadline = within(time);
  while (!condition()) {
    if (deadline.expired()) return false;
    rt::sleep_for(5ms);
  }
  return true;
}

}  // namespace zato::messages::test
