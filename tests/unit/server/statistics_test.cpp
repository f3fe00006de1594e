// The statistics of services in a Redis of the test's own: what several workers add is one, nothing is counted twice.
#include "server/statistics/writer.hpp"

#include <gmock/gmock.h>

#include <optional>

#include "support/redis.hpp"
#include "zato/service.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class Sleeper final : public service::Implementation {
 public:
  void execute(zato::Call& call) const override {
    if (call.request.payload == "fail") call.failure = {.status = 500, .message = "no"};
    call.response.payload = std::move(call.request.payload);
  }
};

// A loop with an invoker and a connection to Redis, as a worker has them.
struct Worker {
  explicit Worker(const test::RedisServer& server, std::string called = "worker-1")
      : redis(loop, {.port = static_cast<std::uint16_t>(server.port())}, budget), name(std::move(called)), invoker(loop, registry, {}) {
    std::vector<service::Entry> entries;
    for (const char* service : {"crm.get", "crm.put"}) entries.push_back({.name = service, .implementation = std::make_shared<Sleeper>()});
    EXPECT_TRUE(registry.replace("test", std::move(entries)));
  }

  StatisticsStore store() { return {redis, broker::Keys("test"), {}}; }

  // On a fiber, connected, and the loop until it has ended.
  void run(const std::function<void()>& body) {
    loop.spawn([&] {
      redis.start();
      EXPECT_TRUE(redis.connected_before(rt::Deadline::after(10s)));
      body();
      loop.stop();
    });
    loop.run();
    redis.stop();
  }

  void call(const std::string& service, int times, const std::string& payload = "in") {
    for (int i = 0; i < times; ++i) ASSERT_TRUE(invoker.invoke({.service = service, .request = {.payload = payload}, .cid = "K1"}));
  }

  // One flush, as the worker's fiber does it.
  void tell() {
    StatisticsWriter writer(loop, invoker, store(), {.server = "server1", .worker = name, .interval = 1h});
    writer.stop();
    writer.run();
  }

  std::vector<admin::ServiceUsage> usage(const std::string& only = {}) {
    auto found = store().usage(only, rt::Deadline::after(5s));
    EXPECT_TRUE(found) << found.error().text();
    return found.value_or(std::vector<admin::ServiceUsage>());
  }

  rt::Loop loop;
  broker::AttemptBudget budget;
  broker::RedisClient redis;
  std::string name;
  service::Registry registry;
  service::Invoker invoker;
};

TEST(Statistics, WhatWorkersCountAddsUp) {
  const test::RedisServer server;
  Worker first(server);
  first.run([&] {
    first.call("crm.get", 3);
    first.call("crm.get", 1, "fail");
    first.call("crm.put", 1);
    first.tell();
  });
  Worker second(server, "worker-2");
  second.run([&] {
    second.call("crm.get", 5);
    second.tell();
    const auto all = second.usage();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].service, "crm.get");
    EXPECT_EQ(all[0].usage, 9u);
    EXPECT_EQ(all[0].errors, 1u);
    EXPECT_GT(all[0].total, 0);
    EXPECT_LE(all[0].min, all[0].p50);
    EXPECT_LE(all[0].p50, all[0].p99);
    EXPECT_LE(all[0].p99, all[0].max);
    EXPECT_EQ(second.usage("crm.put").front().usage, 1u);
    EXPECT_TRUE(second.usage("crm.none").empty());
  });
}

TEST(Statistics, ABatchThatIsSentTwiceCountsOnce) {
  const test::RedisServer server;
  Worker worker(server);
  worker.run([&] {
    StatisticsStore::Batch batch{.writer = "w", .number = 1, .place = "p"};
    batch.deltas.push_back({.service = "crm.get", .usage = 2, .total = 20, .min = 5, .max = 15, .last = 15, .buckets = {{10, 2}}});
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(worker.store().add(batch, rt::Deadline::after(5s)));
    EXPECT_EQ(worker.usage().front().usage, 2u);
    batch.number = 2;
    batch.deltas[0].min = 3;
    ASSERT_TRUE(worker.store().add(batch, rt::Deadline::after(5s)));
    EXPECT_EQ(worker.usage().front().usage, 4u);
    EXPECT_EQ(worker.usage().front().min, 0.003);
    EXPECT_EQ(worker.usage().front().max, 0.015);
  });
}

TEST(Statistics, ThousandsOfServicesGoInBoundedPieces) {
  const test::RedisServer server;
  Worker worker(server);
  worker.run([&] {
    StatisticsStore::Batch batch{.writer = "w", .number = 1, .place = "p"};
    for (int i = 0; i < 1001; ++i) batch.deltas.push_back({.service = "s " + std::to_string(i), .usage = 1, .total = 1, .min = 1, .max = 1, .last = 1});
    ASSERT_TRUE(worker.store().add(batch, rt::Deadline::after(5s)));
    EXPECT_EQ(worker.usage().size(), 1001u);
  });
}

TEST(Statistics, EverythingInRedisExpires) {
  const test::RedisServer server;
  Worker worker(server);
  worker.run([&] {
    ASSERT_TRUE(worker.registry.update("crm.get", [](service::Entry& entry) {
      entry.sample_every = 2;
      entry.slow_after = 0ms;
    }));
    worker.call("crm.get", 4);
    ASSERT_TRUE(worker.registry.update("crm.get", [](service::Entry& entry) { entry.slow_after = 1h; }));
    worker.call("crm.get", 4);
    StatisticsStore::Batch batch{.writer = "w", .number = 1, .place = "p", .in_flight = {{"crm.get", 3}}};
    ASSERT_TRUE(worker.store().add(batch, rt::Deadline::after(5s)));
    worker.tell();
    EXPECT_EQ(worker.usage().front().in_flight, 3u);
  });
  std::istringstream keys(server.command({"KEYS", "zato:test:stats:*"}));
  int expiring = 0;
  for (std::string key; std::getline(keys, key);) {
    // The two indexes are small, and forget by themselves what is old.
    if (key.ends_with(":services") || key.ends_with(":places")) continue;
    EXPECT_GT(std::stoi(server.command({"TTL", key})), 0) << key;
    ++expiring;
  }
  EXPECT_GE(expiring, 8);
}

TEST(Statistics, SlowResponsesAndSamplesAreKeptWithoutSecrets) {
  const test::RedisServer server;
  Worker worker(server);
  worker.run([&] {
    ASSERT_TRUE(worker.registry.update("crm.get", [](service::Entry& entry) { entry.slow_after = 0ms; }));
    worker.call("crm.get", 150, R"({"password": "hunter2", "n": 1})");
    ASSERT_TRUE(worker.registry.update("crm.get", [](service::Entry& entry) {
      entry.slow_after = 1h;
      entry.sample_every = 1;
    }));
    worker.call("crm.get", 1, "sampled");
    worker.tell();
    const auto slow = worker.store().slow_responses("crm.get", rt::Deadline::after(5s));
    ASSERT_TRUE(slow);
    EXPECT_EQ(slow->size(), 100u);
    EXPECT_EQ(slow->front()["req"], R"({"password": "******", "n": 1})");
    EXPECT_EQ(slow->front()["resp"], R"({"password": "******", "n": 1})");
    EXPECT_EQ(slow->front()["cid"], "K1");
    EXPECT_EQ(slow->front()["server_name"], "server1");
    EXPECT_EQ((*worker.store().sample("crm.get", rt::Deadline::after(5s)))["req"], "sampled");
  });
}

TEST(Statistics, MinutesHoursAndDaysAreToldApart) {
  const test::RedisServer server;
  Worker worker(server);
  worker.run([&] {
    worker.call("crm.get", 3);
    worker.tell();
    const auto now = base::Wall::now();
    for (const auto span : {2h, 100h, 5000h}) {
      const auto periods = worker.store().periods({now - span, now + 1min}, rt::Deadline::after(5s));
      ASSERT_TRUE(periods);
      std::uint64_t usage = 0;
      for (const auto& period : periods->services.at("crm.get")) usage += period.usage;
      EXPECT_EQ(usage, 3u);
    }
    ASSERT_TRUE(worker.store().forget({now - 24h, now + 24h}, rt::Deadline::after(5s)));
    EXPECT_TRUE(worker.store().periods({now - 2h, now + 1min}, rt::Deadline::after(5s))->services.empty());
    EXPECT_EQ(worker.usage().front().usage, 3u) << "totals stay";
  });
}

TEST(Statistics, WhatIsCountedWhileRedisIsAwayIsToldWhenItIsBack) {
  test::RedisServer server;
  Worker worker(server);
  worker.run([&] {
    StatisticsWriter writer(worker.loop, worker.invoker, worker.store(), {.server = "server1", .worker = "worker-1", .interval = 10ms});
    rt::Event ended;
    worker.loop.spawn([&] {
      writer.run();
      ended.set();
    });
    server.kill();
    worker.call("crm.get", 7);
    rt::sleep_for(50ms);
    worker.call("crm.get", 2);
    server.start();
    ASSERT_TRUE(worker.redis.connected_before(rt::Deadline::after(10s)));
    const auto patience = rt::Deadline::after(10s);
    while (!patience.expired()) {
      const auto usage = worker.store().usage("", rt::Deadline::after(1s));
      if (usage && !usage->empty() && usage->front().usage == 9) break;
      rt::sleep_for(5ms);
    }
    writer.stop();
    ended.wait();
    EXPECT_EQ(worker.usage().front().usage, 9u);
  });
}

}  // namespace
}  // namespace zato::server
