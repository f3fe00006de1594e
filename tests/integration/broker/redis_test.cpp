// The client, events and presence against a real Redis that is killed, stopped, flushed and locked up.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <array>
#include <thread>

#include "base/scope_exit.hpp"
#include "broker/broker.hpp"
#include "broker/fence.hpp"
#include "rt/event.hpp"
#include "support/redis.hpp"
#include "support/wait.hpp"

namespace zato::broker {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using zato::test::RedisServer;

rt::Deadline within(std::chrono::milliseconds time) { return rt::Deadline::after(time * zato::test::slowness()); }

// On a fiber: waits for a condition that other fibers bring about.
bool comes_true(const std::function<bool()>& condition, std::chrono::milliseconds time = 10s) {
  const auto deadline = within(time);
  while (!condition()) {
    if (deadline.expired()) return false;
    rt::sleep_for(5ms);
  }
  return true;
}

struct BrokerTest : testing::Test {
  RedisServer redis;
  rt::Loop loop;
  AttemptBudget budget;

  RedisOptions options() {
    return {.host = "127.0.0.1",
            .port = static_cast<std::uint16_t>(redis.port()),
            .password = base::Secret(redis.password()),
            .timeout = 1s};
  }

  void on_loop(const std::function<void()>& body) {
    loop.spawn([&] {
      body();
      loop.stop();
    });
    loop.run();
  }

  // Runs `body` with a connected client.
  void with_client(const RedisOptions& with, const std::function<void(RedisClient&)>& body) {
    on_loop([&] {
      RedisClient client(loop, with, budget);
      client.start();
      EXPECT_TRUE(client.connected_before(within(5s))) << client.health().last_error;
      body(client);
    });
  }
};

TEST_F(BrokerTest, TalksOverTcpAndUnixSocketsToTheDatabaseItWasTold) {
  with_client(options(), [](RedisClient& client) {
    ASSERT_TRUE(client.command({"SET", "k", "v"}, within(2s)));
    EXPECT_EQ(client.command({"GET", "k"}, within(2s))->text(), "v");
  });
  auto other = options();
  other.unix_socket = redis.socket_path();
  other.database = 3;
  other.client_name = "zato/test";
  with_client(other, [&](RedisClient& client) {
    EXPECT_TRUE(client.command({"GET", "k"}, within(2s))->is_nil());
    EXPECT_THAT(std::string(client.command({"CLIENT", "LIST"}, within(2s))->text()), HasSubstr("name=zato/test"));
    EXPECT_EQ(client.health().address, redis.socket_path().string());
  });
}

TEST_F(BrokerTest, GivesEachOfManyFibersItsOwnAnswer) {
  with_client(options(), [&](RedisClient& client) {
    constexpr int kFibers = 500;
    int right = 0;
    int ended = 0;
    for (int i = 0; i < kFibers; ++i) {
      loop.spawn([&, i] {
        const std::string text = "answer " + std::to_string(i);
        const auto reply = client.command({"ECHO", text}, within(10s));
        right += reply && reply->text() == text;
        ++ended;
      });
    }
    EXPECT_TRUE(comes_true([&] { return ended == kFibers; }));
    EXPECT_EQ(right, kFibers);
  });
}

TEST_F(BrokerTest, ServesThreadsToo) {
  with_client(options(), [&](RedisClient& client) {
    std::string answer;
    rt::Event done;
    std::thread caller([&] {
      const auto reply = client.command({"ECHO", "from a thread"}, within(5s));
      answer = reply ? reply->text() : reply.error().text();
      done.set();
    });
    EXPECT_TRUE(done.wait(within(10s)));
    caller.join();
    EXPECT_EQ(answer, "from a thread");
  });
}

TEST_F(BrokerTest, TurnsRefusalsIntoErrors) {
  with_client(options(), [](RedisClient& client) {
    ASSERT_TRUE(client.command({"SET", "k", "v"}, within(2s)));
    const auto refused = client.command({"LPUSH", "k", "x"}, within(2s));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("redis refused LPUSH: WRONGTYPE"));
    EXPECT_EQ(client.command({"GET", "k"}, within(2s))->text(), "v");
  });
}

TEST_F(BrokerTest, ReportsVersionAndDurability) {
  with_client(options(), [&](RedisClient& client) {
    EXPECT_THAT(client.health().version, testing::MatchesRegex("[0-9]+\\.[0-9.]+"));
    ASSERT_TRUE(client.health().durability);
    EXPECT_THAT(client.health().durability->problems(), ElementsAre());
  });
  redis.command({"CONFIG", "SET", "appendfsync", "everysec"});
  redis.command({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
  with_client(options(), [](RedisClient& client) { EXPECT_EQ(client.health().durability->problems().size(), 2U); });
}

TEST_F(BrokerTest, SeesSettingsThatAreChangedWhileItIsConnected) {
  auto watching = options();
  watching.heartbeat = 20ms;
  watching.watch_durability = true;
  with_client(watching, [&](RedisClient& client) {
    const auto problems = [&] { return client.health().durability->problems(); };
    EXPECT_THAT(problems(), ElementsAre());
    for (const auto& [setting, bad, good] :
         {std::array{"appendfsync", "everysec", "always"}, std::array{"appendonly", "no", "yes"},
          std::array{"no-appendfsync-on-rewrite", "yes", "no"},
          std::array{"maxmemory-policy", "volatile-lru", "noeviction"}}) {
      redis.command({"CONFIG", "SET", setting, bad});
      EXPECT_TRUE(comes_true([&] { return problems().size() == 1; })) << setting;
      EXPECT_THAT(problems(), ElementsAre(HasSubstr(setting)));
      redis.command({"CONFIG", "SET", setting, good});
      EXPECT_TRUE(comes_true([&] { return problems().empty(); })) << setting;
    }
    EXPECT_EQ(client.health().connections, 1U);
  });
}

TEST_F(BrokerTest, FailsAtOnceWhileRedisIsDeadAndComesBackWithIt) {
  with_client(options(), [&](RedisClient& client) {
    redis.kill();
    EXPECT_TRUE(comes_true([&] { return !client.connected(); }));
    const auto before = base::Monotonic::now();
    const auto refused = client.command({"PING"}, within(10s));
    EXPECT_LT(base::Monotonic::now() - before, 100ms);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::Code::kUnavailable);
    EXPECT_THAT(refused.error().message,
                HasSubstr("redis 127.0.0.1:" + std::to_string(redis.port()) + " is not available: "));
    redis.start();
    EXPECT_TRUE(client.connected_before(within(5s)));
    EXPECT_TRUE(client.command({"PING"}, within(2s)));
    EXPECT_EQ(client.health().connections, 2U);
  });
}

TEST_F(BrokerTest, NoticesARedisThatHangs) {
  with_client(options(), [&](RedisClient& client) {
    redis.signal(SIGSTOP);
    const base::ScopeExit resume([&] { redis.signal(SIGCONT); });
    const auto late = client.command({"PING"}, within(100ms));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, base::Code::kTimeout);
    EXPECT_TRUE(comes_true([&] { return !client.connected(); }, 3s));
    EXPECT_THAT(client.health().last_error, HasSubstr("did not answer PING in time"));
    const auto refused = client.command({"PING"}, within(10s));
    EXPECT_EQ(refused.error().code, base::Code::kUnavailable);
    redis.signal(SIGCONT);
    EXPECT_TRUE(client.connected_before(within(5s)));
    EXPECT_TRUE(client.command({"PING"}, within(2s)));
  });
}

TEST_F(BrokerTest, EndsWaitingCommandsWhenRedisDies) {
  with_client(options(), [&](RedisClient& client) {
    std::optional<base::Error> why;
    loop.spawn([&] { why = client.command({"BLPOP", "never", "0"}, rt::Deadline::never()).error(); });
    rt::yield();
    redis.kill();
    EXPECT_TRUE(comes_true([&] { return why.has_value(); }));
    EXPECT_EQ(why->code, base::Code::kUnavailable);
    redis.start();
  });
}

struct LockedBrokerTest : BrokerTest {
  LockedBrokerTest() { redis.command({"CONFIG", "SET", "requirepass", "right password"}); }
};

TEST_F(LockedBrokerTest, SaysThatThePasswordIsWrongWithoutRepeatingIt) {
  for (const char* password : {"", "wrong password"}) {
    auto with = options();
    with.password = base::Secret(password);
    on_loop([&] {
      RedisClient client(loop, with, budget);
      client.start();
      EXPECT_TRUE(comes_true([&] { return !client.health().last_error.empty(); }));
      EXPECT_FALSE(client.connected());
      const std::string why = client.command({"PING"}, within(1s)).error().message;
      EXPECT_THAT(why, testing::AnyOf(HasSubstr("NOAUTH"), HasSubstr("WRONGPASS")));
      EXPECT_THAT(why, testing::Not(HasSubstr("wrong password")));
    });
  }
  auto with = options();
  with.password = base::Secret("right password");
  with_client(with, [](RedisClient& client) { EXPECT_TRUE(client.command({"PING"}, within(2s))); });
}

// A process of a cluster, and what it was told by the others.
struct Peer {
  Peer(rt::Loop& loop, const RedisOptions& redis, std::string name)
      : broker(loop,
               {.cluster = "test",
                .name = std::move(name),
                .redis = redis,
                .on_event =
                    [this](const Event& event) { seen.push_back(event.type + " " + event.source + " " + event.data); },
                .on_resumed = [this] { ++resumed; }}) {
    broker.start();
  }
  bool ready() const { return resumed > 0 && broker.health().connected; }
  std::vector<std::string> names() {
    std::vector<std::string> result;
    if (const auto members = broker.members(within(2s))) {
      for (const auto& member : *members) result.push_back(member.name);
    }
    return result;
  }

  std::vector<std::string> seen;
  int resumed = 0;
  Broker broker;
};

TEST_F(BrokerTest, TellsEventsToEverybody) {
  on_loop([&] {
    Peer one(loop, options(), "one");
    Peer two(loop, options(), "two");
    ASSERT_TRUE(comes_true([&] { return one.ready() && two.ready(); }));
    ASSERT_TRUE(one.broker.publish("config-changed", "17", within(2s)));
    ASSERT_TRUE(two.broker.publish("config-changed", "18", within(2s)));
    EXPECT_TRUE(comes_true([&] { return one.seen.size() == 2 && two.seen.size() == 2; }));
    EXPECT_THAT(one.seen, ElementsAre("config-changed one 17", "config-changed two 18"));
    EXPECT_EQ(two.seen, one.seen);
  });
}

TEST_F(BrokerTest, IsKnownToRedisByTheNameOfItsProcess) {
  on_loop([&] {
    Peer peer(loop, options(), "my server/worker-1");
    ASSERT_TRUE(comes_true([&] { return peer.ready(); }));
    EXPECT_THAT(redis.command({"CLIENT", "LIST"}), testing::AllOf(HasSubstr("name=zato/my_server/worker-1 "),
                                                                  HasSubstr("name=zato/my_server/worker-1/events ")));
  });
}

TEST_F(BrokerTest, MissesNoEventThatWasPublishedWhileItWasCutOff) {
  on_loop([&] {
    Peer peer(loop, options(), "peer");
    ASSERT_TRUE(comes_true([&] { return peer.ready(); }));
    ASSERT_TRUE(peer.broker.publish("a", "1", within(2s)));
    EXPECT_TRUE(comes_true([&] { return peer.seen.size() == 1; }));
    redis.command({"CLIENT", "KILL", "TYPE", "normal"});
    redis.command({"XADD", "zato:test:events", "*", "type", "b", "source", "x", "data", "2"});
    EXPECT_TRUE(comes_true([&] { return peer.seen.size() == 2; }));
    EXPECT_EQ(peer.seen.back(), "b x 2");
    EXPECT_EQ(peer.resumed, 2);
  });
}

TEST_F(BrokerTest, KeepsEventsAcrossAKillOfRedis) {
  on_loop([&] {
    Peer peer(loop, options(), "peer");
    ASSERT_TRUE(comes_true([&] { return peer.ready(); }));
    ASSERT_TRUE(peer.broker.publish("a", "1", within(2s)));
    redis.kill();
    redis.start();
    ASSERT_TRUE(comes_true([&] { return peer.resumed == 2 && peer.broker.health().connected; }));
    ASSERT_TRUE(peer.broker.publish("a", "2", within(2s)));
    EXPECT_TRUE(comes_true([&] { return peer.seen.size() == 2; }));
    EXPECT_THAT(peer.seen, ElementsAre("a peer 1", "a peer 2"));
  });
}

TEST_F(BrokerTest, ShowsServersThatJoinAndForgetsThoseThatLeave) {
  on_loop([&] {
    Peer one(loop, options(), "one");
    Peer two(loop, options(), "two");
    ASSERT_TRUE(comes_true([&] { return one.ready() && two.ready(); }));
    one.broker.join("server1", R"({"pid":1})");
    EXPECT_TRUE(comes_true([&] { return two.seen.size() == 1; }));
    EXPECT_EQ(two.seen.back(), R"(server-joined server1 {"pid":1})");
    EXPECT_THAT(two.names(), ElementsAre("server1"));
    ASSERT_TRUE(one.broker.leave(within(2s)));
    EXPECT_TRUE(comes_true([&] { return two.seen.size() == 2; }));
    EXPECT_EQ(two.seen.back(), "server-left server1 ");
    EXPECT_THAT(two.names(), ElementsAre());
  });
}

TEST_F(BrokerTest, ForgetsServersThatGoWithoutAWord) {
  on_loop([&] {
    Peer watcher(loop, options(), "watcher");
    ASSERT_TRUE(comes_true([&] { return watcher.ready(); }));
    Keys keys("test");
    EventWriter events(watcher.broker.redis(), keys);
    Presence presence(watcher.broker.redis(), events, keys, {.name = "server1", .expiry = 100ms});
    ASSERT_TRUE(presence.beat("{}", within(2s)));
    EXPECT_TRUE(comes_true([&] { return watcher.names().empty(); }));
    ASSERT_TRUE(presence.beat("{}", within(2s)));
    EXPECT_THAT(watcher.names(), ElementsAre("server1"));
  });
}

TEST_F(BrokerTest, AnnouncesItselfAgainAfterAFlush) {
  on_loop([&] {
    Peer peer(loop, options(), "peer");
    ASSERT_TRUE(comes_true([&] { return peer.ready(); }));
    peer.broker.join("server1", "{}");
    EXPECT_TRUE(comes_true([&] { return peer.seen.size() == 1; }));
    redis.command({"FLUSHALL"});
    EXPECT_TRUE(comes_true([&] { return peer.seen.size() == 2; }));
    EXPECT_THAT(peer.names(), ElementsAre("server1"));
    ASSERT_TRUE(peer.broker.publish("a", "1", within(2s)));
    EXPECT_TRUE(comes_true([&] { return peer.seen.back() == "a peer 1"; }));
  });
}

TEST_F(BrokerTest, FenceRefusesOrdersOfEarlierEpochsAndTheirEffects) {
  with_client(options(), [&](RedisClient& client) {
    const Keys keys("crm");
    Fence fence(client, keys, "singleton");
    EXPECT_TRUE(fence.raise(5, within(2s)));
    EXPECT_TRUE(fence.raise(5, within(2s))) << "the same holder again";
    const std::vector<std::string_view> order = {"INCR", "orders"};
    EXPECT_TRUE(fence.command(5, order, within(2s)));
    const auto newer = fence.command(7, order, within(2s));
    ASSERT_TRUE(newer);
    EXPECT_EQ(newer->integer(), 2);
    for (int replay = 0; replay < 1000; ++replay) {
      const auto late = fence.command(5, order, within(2s));
      ASSERT_FALSE(late);
      ASSERT_EQ(late.error().code, base::Code::kConflict);
    }
    EXPECT_EQ(client.command({"GET", "orders"}, within(2s))->text(), "2");
    EXPECT_EQ(fence.seen(within(2s)), 7);
    EXPECT_FALSE(fence.raise(6, within(2s)));
    EXPECT_TRUE(Fence(client, keys, "scheduler").raise(1, within(2s))) << "another role";
  });
}

}  // namespace
}  // namespace zato::broker
