// Asynchronous invocations over a real Redis: accepted, run, tried again, given up, taken over, counted.
#include <signal.h>

#include <set>

#include "messages/fixture.hpp"

namespace zato::messages::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;
using zato::test::RedisServer;

Verdict done() { return {.done = true}; }

struct MessagesTest : testing::Test {
  RedisServer redis;
  rt::Loop loop;
  std::vector<std::string> ran;  // payloads

  Worker::Handle note() {
    return [this](const Message& message, const Entry&) {
      ran.push_back(message.payload);
      return done();
    };
  }
  void on_loop(const std::function<void()>& body) {
    loop.spawn([&] {
      body();
      loop.stop();
    });
    loop.run();
  }
};

// Fast enough for tests.
Consumer::Options quick() {
  Consumer::Options options{.retry_delay = 20ms, .block = 500ms};
  options.heirs.visibility = 600ms;
  return options;
}

TEST_F(MessagesTest, EachRunsOnceOnOneOfTheWorkersAndTheBooksBalance) {
  on_loop([&] {
    int first = 0, second = 0;
    Worker one(
        loop, redis, "server1/worker-1/1", [&](const Message&, const Entry&) { return ++first, done(); }, quick());
    Worker two(
        loop, redis, "server1/worker-2/2", [&](const Message&, const Entry&) { return ++second, done(); }, quick());
    one.consumer->start();
    two.consumer->start();
    constexpr int kMessages = 500;
    for (int i = 0; i < kMessages; ++i) ASSERT_TRUE(one.send(std::to_string(i)));
    EXPECT_TRUE(comes_true([&] { return one.books().done == kMessages; }));
    EXPECT_EQ(first + second, kMessages);
    const auto books = one.books();
    EXPECT_EQ(books.accepted, kMessages);
    EXPECT_EQ(books.pending, 0);
    EXPECT_TRUE(books.balanced());
    for (const auto& stream : books.streams) EXPECT_EQ(stream.bytes, 0) << stream.name;
    EXPECT_TRUE(one.consumer->drain(within(2s), one.patient));
    EXPECT_TRUE(two.consumer->drain(within(2s), two.patient));
  });
}

TEST_F(MessagesTest, PayloadsArriveByteForByte) {
  on_loop([&] {
    Worker worker(loop, redis, "server1/worker-1/1", note(), quick());
    worker.consumer->start();
    const std::string bytes("\0\xff\r\n{", 5);
    ASSERT_TRUE(worker.send(bytes));
    EXPECT_TRUE(comes_true([&] { return !ran.empty(); }));
    EXPECT_THAT(ran, ElementsAre(bytes));
    worker.consumer->drain(within(2s), worker.patient);
  });
}

TEST_F(MessagesTest, WhatFailsIsTriedAgainAndThenADeadLetterWithItsReason) {
  on_loop([&] {
    std::vector<unsigned> attempts;
    Worker worker(
        loop, redis, "server1/worker-1/1",
        [&](const Message& message, const Entry& entry) {
          if (message.payload != "bad") return done();
          attempts.push_back(entry.attempt);
          return Verdict{.why = "no such customer"};
        },
        quick());
    worker.consumer->start();
    ASSERT_TRUE(worker.send("bad"));
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(worker.send("good"));
    EXPECT_TRUE(comes_true([&] { return worker.books().dead == 1 && worker.books().done == 100; }));
    EXPECT_THAT(attempts, ElementsAre(1, 2, 3, 4, 5));
    EXPECT_TRUE(worker.books().balanced());

    Letters letters(worker.broker.redis(), worker.names);
    const auto dead = letters.list({});
    ASSERT_TRUE(dead);
    ASSERT_EQ(dead->size(), 1U);
    EXPECT_EQ(dead->front().message.payload, "bad");
    EXPECT_EQ(dead->front().reason, "failed 5 times: no such customer");

    attempts.clear();
    ASSERT_TRUE(letters.replay(dead->front().id));
    EXPECT_TRUE(comes_true([&] { return attempts.size() == 5 && worker.books().dead == 1; }));
    EXPECT_TRUE(worker.books().balanced());
    const auto again = letters.list({.service = "s"});
    ASSERT_EQ(again.value().size(), 1U);
    EXPECT_FALSE(letters.find(dead->front().id));
    EXPECT_TRUE(letters.remove(again->front().id));
    EXPECT_FALSE(letters.remove(again->front().id));
    EXPECT_EQ(worker.books().letters, 0);
    EXPECT_TRUE(worker.books().balanced());
    worker.consumer->drain(within(2s), worker.patient);
  });
}

TEST_F(MessagesTest, ASecondInvocationWithTheSameKeyIsNotMade) {
  on_loop([&] {
    Worker worker(loop, redis, "server1/worker-1/1", note(), quick());
    worker.consumer->start();
    const auto send = [&](const char* cid) {
      return worker.send({.cid = cid, .service = "s", .idempotency_key = "order/17", .payload = cid})
          .value_or("refused");
    };
    EXPECT_EQ(send("K1"), "K1");
    EXPECT_EQ(send("K2"), "K1");
    EXPECT_TRUE(comes_true([&] { return worker.books().done == 1; }));
    EXPECT_EQ(send("K3"), "K1");
    EXPECT_THAT(ran, ElementsAre("K1"));
    EXPECT_EQ(worker.books().duplicates, 2);
    worker.consumer->drain(within(2s), worker.patient);
  });
}

TEST_F(MessagesTest, ExpiredOnesDoNotRunAndDelayedOnesNotBeforeTheirTime) {
  on_loop([&] {
    Worker worker(loop, redis, "server1/worker-1/1", note(), quick());
    ASSERT_TRUE(worker.send({.cid = "K1", .service = "s", .expiration = 50ms, .payload = "late"}));
    ASSERT_TRUE(worker.send({.cid = "K2", .service = "s", .expiration = 60s, .payload = "in time"}));
    rt::sleep_for(100ms);
    worker.consumer->start();
    EXPECT_TRUE(comes_true([&] { return worker.books().expired == 1 && worker.books().done == 1; }));
    EXPECT_THAT(ran, ElementsAre("in time"));

    const auto before = base::Monotonic::now();
    ASSERT_TRUE(worker.send({.cid = "K3", .service = "s", .payload = "delayed"}, 300ms));
    EXPECT_EQ(worker.books().delayed, 1);
    EXPECT_TRUE(worker.books().balanced());
    EXPECT_TRUE(comes_true([&] { return ran.size() == 2; }));
    EXPECT_GE(base::Monotonic::now() - before, 290ms);
    EXPECT_TRUE(comes_true([&] { return worker.books().done == 2; }));
    EXPECT_TRUE(worker.books().balanced());
    worker.consumer->drain(within(2s), worker.patient);
  });
}

TEST_F(MessagesTest, AStreamThatIsFullRefusesAndLosesNothing) {
  on_loop([&] {
    Worker worker(loop, redis, "server1/worker-1/1", note(), quick(), {.stream_bytes = 100'000});
    const std::string payload(1000, 'x');
    int accepted = 0;
    base::Result<std::string> last;
    while ((last = worker.send(payload))) ++accepted;
    EXPECT_EQ(last.error().code, base::Code::kResourceExhausted);
    EXPECT_GT(accepted, 40);
    EXPECT_LT(accepted, 100);
    EXPECT_EQ(worker.books().pending, accepted);
    worker.consumer->start();
    EXPECT_TRUE(comes_true([&] { return worker.books().done == accepted; }));
    EXPECT_TRUE(worker.send(payload)) << "there is room again";
    EXPECT_TRUE(comes_true([&] { return worker.books().pending == 0; }));
    EXPECT_TRUE(worker.books().balanced());
    worker.consumer->drain(within(2s), worker.patient);
  });
}

TEST_F(MessagesTest, NothingIsAcceptedWhereRedisCannotKeepIt) {
  redis.command({"CONFIG", "SET", "appendfsync", "everysec"});
  on_loop([&] {
    Worker strict(loop, redis, "server1/worker-1/1", note(), quick());
    const auto refused = strict.send("1");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::Code::kUnavailable);
    EXPECT_THAT(refused.error().message, HasSubstr("appendfsync is everysec, not always"));
    Worker lenient(loop, redis, "server1/worker-2/2", note(), quick(), {.guaranteed = false});
    EXPECT_TRUE(lenient.send("1"));
  });
}

TEST_F(MessagesTest, TheHeirsOfADeadWorkerRunWhatItHad) {
  on_loop([&] {
    rt::Event forever;
    bool dead = false;
    auto options = quick();
    options.heirs.visibility = 30s;  // it is known to be dead: nobody waits for that
    options.heirs.is_dead = [&](std::string_view consumer) { return dead && consumer == "server1/worker-1/1"; };
    Worker first(
        loop, redis, "server1/worker-1/1", [&](const Message&, const Entry&) { return forever.wait(), done(); },
        options);
    first.consumer->start();
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(first.send(std::to_string(i)));
    EXPECT_TRUE(comes_true([&] { return first.consumer->counts().running == 20; }));
    first.die();
    dead = true;
    std::multiset<unsigned> attempts;
    Worker second(
        loop, redis, "server1/worker-1/2",
        [&](const Message&, const Entry& entry) { return attempts.insert(entry.attempt), done(); }, options);
    second.consumer->start();
    EXPECT_TRUE(comes_true([&] { return second.books().done == 20; }, 3s));
    EXPECT_EQ(attempts.count(2), 20U);
    EXPECT_TRUE(second.books().balanced());
    EXPECT_TRUE(comes_true([&] {
      return redis.command({"XINFO", "CONSUMERS", "zato:test:invoke", "servers"}).find("worker-1/1\n") ==
             std::string::npos;
    }));
    second.consumer->drain(within(2s), second.patient);
    forever.set();
  });
}

TEST_F(MessagesTest, ASilentWorkerLosesItsMessagesAndALivingOneKeepsThem) {
  on_loop([&] {
    rt::Event forever;
    Worker first(
        loop, redis, "other/worker-1/1", [&](const Message&, const Entry&) { return forever.wait(), done(); }, quick());
    first.consumer->start();
    ASSERT_TRUE(first.send("a"));
    EXPECT_TRUE(comes_true([&] { return first.consumer->counts().running == 1; }));
    Worker second(loop, redis, "server1/worker-1/2", note(), quick());
    second.consumer->start();
    rt::sleep_for(1500ms);  // more than twice the visibility
    EXPECT_THAT(ran, ElementsAre());
    first.die();
    EXPECT_TRUE(comes_true([&] { return ran.size() == 1; }));
    EXPECT_TRUE(comes_true([&] { return second.books().done == 1; }));
    second.consumer->drain(within(2s), second.patient);
    forever.set();
  });
}

// The worker dies of one message, again and again; the others that it had are not given up for it.
TEST_F(MessagesTest, AMessageThatKillsItsWorkersIsFoundOutAndTheInnocentRun) {
  on_loop([&] {
    std::set<std::string> dead;
    auto options = quick();
    options.heirs.visibility = 30s;
    options.heirs.is_dead = [&](std::string_view consumer) { return dead.contains(std::string(consumer)); };
    rt::Event forever;
    std::multiset<std::string> finished;
    Worker observer(loop, redis, "observer", note(), options);
    std::vector<std::unique_ptr<Worker>> workers;
    int deaths = 0;
    for (int life = 1; life <= 10; ++life) {
      const std::string name = "server1/worker-1/" + std::to_string(life);
      const auto killed = std::make_shared<bool>(false);
      workers.push_back(std::make_unique<Worker>(
          loop, redis, name,
          [&, killed](const Message& message, const Entry&) {
            if (*killed) return forever.wait(), done();
            if (message.payload == "poison") {
              *killed = true;  // from here on nothing of this worker happens any more
              workers.back()->die();
              return forever.wait(), done();
            }
            rt::sleep_for(30ms);
            if (*killed) return forever.wait(), done();
            finished.insert(message.payload);
            return done();
          },
          options));
      Worker& worker = *workers.back();
      if (life == 1) {
        for (int i = 0; i < 20; ++i) ASSERT_TRUE(worker.send("good " + std::to_string(i)));
        ASSERT_TRUE(worker.send("poison"));
        for (int i = 20; i < 40; ++i) ASSERT_TRUE(worker.send("good " + std::to_string(i)));
      }
      worker.consumer->start();
      if (!comes_true([&] { return *killed || observer.books().dead == 1; })) break;
      if (!*killed) break;
      ++deaths;
      dead.insert(name);
    }
    Worker& last = *workers.back();
    EXPECT_TRUE(comes_true([&] { return observer.books().done == 40; })) << observer.books().done;
    EXPECT_EQ(observer.books().dead, 1);
    EXPECT_TRUE(observer.books().balanced());
    EXPECT_EQ(deaths, 5);
    Letters letters(observer.broker.redis(), observer.names);
    const auto letter = letters.list({});
    ASSERT_EQ(letter.value().size(), 1U);
    EXPECT_EQ(letter->front().message.payload, "poison");
    EXPECT_THAT(letter->front().reason, HasSubstr("the process that ran it died"));
    last.consumer->drain(within(2s), last.patient);
    forever.set();
    rt::sleep_for(10ms);
  });
}

TEST_F(MessagesTest, AWorkerThatDrainsTakesNoMoreAndFinishesWhatItHas) {
  on_loop([&] {
    Worker first(
        loop, redis, "server1/worker-1/1",
        [&](const Message& message, const Entry&) {
          if (message.payload == "fails") return Verdict{.why = "always"};
          rt::sleep_for(200ms);
          return done();
        },
        [] {
          auto options = quick();
          options.concurrency = 10;
          options.retry_delay = 60s;
          return options;
        }());
    first.consumer->start();
    ASSERT_TRUE(first.send("fails"));
    EXPECT_TRUE(comes_true([&] { return first.consumer->counts().resting == 1; }));
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(first.send("slow"));
    EXPECT_TRUE(comes_true([&] { return first.consumer->counts().running > 0; }));
    EXPECT_TRUE(first.consumer->drain(within(5s), first.patient));
    const auto settled = first.books().done;
    EXPECT_GT(settled, 0);
    EXPECT_LT(settled, 50);
    EXPECT_EQ(redis.command({"XPENDING", "zato:test:invoke", "servers"}).substr(0, 2), "1\n")
        << "what was to be tried again";
    Worker second(loop, redis, "server1/worker-2/2", note(), quick());
    second.consumer->start();
    EXPECT_TRUE(comes_true([&] { return second.books().done == 51; }));
    EXPECT_TRUE(second.books().balanced());
    second.consumer->drain(within(2s), second.patient);
  });
}

TEST_F(MessagesTest, WithoutRedisTheAnswerComesWithinASecondAndAfterwardsAllGoesOn) {
  on_loop([&] {
    Worker worker(loop, redis, "server1/worker-1/1", note(), quick());
    worker.consumer->start();
    ASSERT_TRUE(worker.send("before"));
    EXPECT_TRUE(comes_true([&] { return worker.books().done == 1; }));
    redis.signal(SIGSTOP);
    for (int i = 0; i < 3; ++i) {
      const auto started = base::Monotonic::now();
      EXPECT_FALSE(worker.send("stopped"));
      EXPECT_LT(base::Monotonic::now() - started, 1s);
    }
    redis.signal(SIGCONT);
    redis.kill();
    EXPECT_TRUE(comes_true([&] { return !worker.broker.health().connected; }));
    const auto started = base::Monotonic::now();
    EXPECT_FALSE(worker.send("killed"));
    EXPECT_LT(base::Monotonic::now() - started, 100ms);
    redis.start();
    EXPECT_TRUE(comes_true([&] { return worker.send("after").has_value(); }));
    EXPECT_TRUE(comes_true([&] { return worker.books().pending == 0; }));
    EXPECT_THAT(ran, testing::Contains("after"));
    EXPECT_TRUE(worker.books().balanced());
    worker.consumer->drain(within(2s), worker.patient);
  });
}

TEST_F(MessagesTest, AfterFlushallTheStreamsBeginAnew) {
  on_loop([&] {
    Worker worker(loop, redis, "server1/worker-1/1", note(), quick());
    worker.consumer->start();
    ASSERT_TRUE(worker.send("before"));
    EXPECT_TRUE(comes_true([&] { return worker.books().done == 1; }));
    redis.command({"FLUSHALL"});
    ASSERT_TRUE(worker.send("after"));
    EXPECT_TRUE(comes_true([&] { return ran.size() == 2; }));
    EXPECT_TRUE(comes_true([&] { return worker.books().done == 1; }));
    EXPECT_EQ(worker.books().accepted, 1);
    EXPECT_TRUE(worker.books().balanced());
    worker.consumer->drain(within(2s), worker.patient);
  });
}

TEST_F(MessagesTest, ALossOfDataIsNoticedAndCountedOnce) {
  on_loop([&] {
    Worker one(loop, redis, "server1/worker-1/1", note(), quick());
    Worker two(loop, redis, "server1/worker-2/2", note(), quick());
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(one.send(std::to_string(i)));
    const auto have_looked = [&] {
      const auto times = [&] { return redis.command({"GET", "zato:test:invoke:life"}); };
      rt::sleep_for(200ms);  // several looks
      return times();
    };
    const auto life = have_looked();
    redis.command({"FLUSHALL"});
    EXPECT_TRUE(comes_true([&] { return one.watch->counts().losses == 1 && two.watch->counts().losses == 1; }, 2s));
    EXPECT_EQ(one.books().losses, 1);
    EXPECT_EQ(one.books().missing, 3);
    EXPECT_TRUE(one.books().balanced());
    EXPECT_NE(have_looked(), life);
    EXPECT_EQ(one.books().losses, 1);
    redis.kill();
    redis.start();
    ASSERT_TRUE(comes_true([&] { return one.broker.health().connected && two.broker.health().connected; }));
    have_looked();
    EXPECT_EQ(one.books().losses, 1) << "a restart loses nothing";
    one.die();
    two.die();
  });
}

TEST_F(MessagesTest, WithAnOutboxNothingIsLostWithTheDataOfRedis) {
  Rows rows;
  on_loop([&] {
    std::vector<std::string> callbacks;
    const auto handle = [&](const Message& message, const Entry&) -> Verdict {
      if (message.service == "fails") return {.why = "no"};
      ran.push_back(message.payload);
      if (message.service != "calls back") return done();
      return {.done = true,
              .follow_ups = {{.id = "callback", .cid = "K9", .service = "s", .target = "server2", .payload = "later"}}};
    };
    auto options = quick();
    options.attempts = 1;
    Worker worker(loop, redis, "server1/worker-1/1", handle, options, {}, &rows);
    worker.consumer->start();
    ASSERT_TRUE(worker.send("before"));
    EXPECT_TRUE(comes_true([&] { return worker.books().done == 1 && rows.rows.empty(); }));
    ASSERT_TRUE(worker.send(Message{.cid = "K1", .service = "fails"}));
    ASSERT_TRUE(worker.send({.cid = "K2", .service = "calls back", .payload = "x"}));
    ASSERT_TRUE(worker.send({.cid = "K3", .service = "s", .payload = std::string("\0\xff", 2)}, 1500ms));
    ASSERT_TRUE(worker.send({.cid = "K4", .service = "s", .target = "server2", .payload = "there"}));
    EXPECT_TRUE(comes_true([&] { return worker.books().dead == 1 && worker.books().done == 2; }));
    EXPECT_TRUE(comes_true([&] { return rows.rows.size() == 4; })) << "dead, delayed, for another server, a callback";
    redis.command({"FLUSHALL"});
    EXPECT_TRUE(comes_true([&] { return worker.watch->counts().accepted_again == 4; }, 5s));
    EXPECT_TRUE(comes_true([&] { return worker.books().dead == 1 && worker.books().done == 1; }))
        << "the dead one died again, the delayed one ran";
    EXPECT_EQ(ran.back(), std::string("\0\xff", 2));
    EXPECT_EQ(worker.books().pending, 2);
    EXPECT_EQ(worker.books().missing, 4);
    EXPECT_TRUE(worker.books().balanced());
    EXPECT_TRUE(comes_true([&] { return rows.rows.size() == 3; })) << "but for the one that ran";
    Letters letters(worker.broker.redis(), worker.names);
    EXPECT_TRUE(letters.remove(letters.list({.dead = true})->front().id));
    EXPECT_TRUE(comes_true([&] { return rows.rows.size() == 2; }));
    EXPECT_EQ(ran.size(), 3U);
    worker.consumer->drain(within(2s), worker.patient);
    worker.die();
  });
}

TEST_F(MessagesTest, WhatABackupDoesNotKnowIsAcceptedAgain) {
  Rows rows;
  on_loop([&] {
    Worker first(loop, redis, "server1/worker-1/1", note(), quick(), {}, &rows);
    ASSERT_TRUE(first.send("in the backup"));
    redis.back_up();
    ASSERT_TRUE(first.send("after it"));
    EXPECT_TRUE(comes_true([&] { return rows.rows.size() == 2; }));
    rt::sleep_for(200ms);  // it has looked
    first.die();           // and leaves its rows to others
    Worker second(loop, redis, "server1/worker-1/2", note(), quick(), {}, &rows);
    rows.dead.insert("server1/worker-1/1");
    rt::sleep_for(200ms);
    redis.restore();
    ASSERT_TRUE(second.broker.redis().connected_before(within(5s)));
    EXPECT_TRUE(comes_true([&] { return second.watch->counts().losses == 1; }));
    Worker third(loop, redis, "server1/worker-1/3", note(), quick(), {}, &rows);  // the other has adopted before
    rows.dead.insert("server1/worker-1/2");
    second.die();
    EXPECT_TRUE(comes_true([&] { return third.books().accepted == 2; }));
    third.consumer->start();
    EXPECT_TRUE(comes_true([&] { return third.books().done == 2 && rows.rows.empty(); }));
    EXPECT_THAT(ran, UnorderedElementsAre("in the backup", "after it"));
    EXPECT_TRUE(third.books().balanced());
    third.consumer->drain(within(2s), third.patient);
    third.die();
  });
}

TEST_F(MessagesTest, CallbacksAreAcceptedInTheStepThatSettles) {
  on_loop([&] {
    std::vector<std::string> answers;
    Worker worker(
        loop, redis, "server1/worker-1/1",
        [&](const Message& message, const Entry&) {
          if (message.service == "callback")
            return answers.push_back(message.in_reply_to + " " + message.payload), done();
          return Verdict{
              .done = true,
              .follow_ups = {{.cid = "K2", .service = "callback", .in_reply_to = message.cid, .payload = "answer"}}};
        },
        quick());
    worker.consumer->start();
    ASSERT_TRUE(worker.send(Message{.cid = "K1", .service = "s"}));
    EXPECT_TRUE(comes_true([&] { return worker.books().done == 2; }));
    EXPECT_THAT(answers, ElementsAre("K1 answer"));
    EXPECT_EQ(worker.books().accepted, 2);
    EXPECT_TRUE(worker.books().balanced());
    worker.consumer->drain(within(2s), worker.patient);
  });
}

TEST_F(MessagesTest, AMessageForOneServerRunsThere) {
  on_loop([&] {
    Worker worker(loop, redis, "server1/worker-1/1", note(), quick());
    worker.consumer->start();
    ASSERT_TRUE(worker.send({.cid = "K1", .service = "s", .target = "server1", .payload = "here"}));
    ASSERT_TRUE(worker.send({.cid = "K2", .service = "s", .target = "server2", .payload = "there"}));
    EXPECT_TRUE(comes_true([&] { return worker.books().done == 1; }));
    EXPECT_THAT(ran, ElementsAre("here"));
    Letters letters(worker.broker.redis(), worker.names);
    const auto waiting = letters.list({.dead = false});
    ASSERT_EQ(waiting.value().size(), 1U);
    EXPECT_EQ(waiting->front().message.target, "server2");
    EXPECT_EQ(waiting->front().state, "waiting");
    EXPECT_TRUE(letters.find(waiting->front().id)) << waiting->front().id;
    EXPECT_TRUE(letters.remove(waiting->front().id));
    EXPECT_EQ(worker.books().pending, 0);
    EXPECT_TRUE(worker.books().balanced());
    worker.consumer->drain(within(2s), worker.patient);
  });
}

}  // namespace
}  // namespace zato::messages::test
