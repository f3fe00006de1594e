// Where services run: loop, threads, CPU pool, and what is known about them meanwhile.
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <thread>

#include "base/scope_exit.hpp"
#include "rt/event.hpp"
#include "rt/sanitizers.hpp"
#include "unit/service/fixture.hpp"

namespace zato::service {
namespace {

using namespace std::chrono_literals;
using test::Fixture;

constexpr ServiceOptions kThread{.execution = Execution::kThread};
constexpr ServiceOptions kCpu{.execution = Execution::kCpu};

TEST(Execution, RunsBlockingServicesOffTheLoop) {
  Fixture f;
  std::thread::id at;
  const auto blocking = [&](zato::Service& s) {
    at = std::this_thread::get_id();
    s.response.payload = s.request.payload;
  };
  f.add("blocking", blocking, kThread);
  EXPECT_EQ(f.payload_of("blocking", "x"), "x");
  EXPECT_NE(at, std::this_thread::get_id());
}

TEST(Execution, KeepsTheLoopFreeWhileAServiceBlocks) {
  Fixture f;
  rt::Event release;
  f.add(
      "blocking", [&](zato::Service&) { release.wait(); }, kThread);
  f.add("quick", [](zato::Service& s) { s.response.payload = "quick"; });
  f.on_fiber([&] {
    rt::Event ended;
    f.loop.spawn([&] {
      EXPECT_TRUE(f.invoker.invoke({.service = "blocking"}));
      ended.set();
    });
    EXPECT_EQ(f.invoker.invoke({.service = "quick"})->response.payload, "quick");
    release.set();
    ended.wait();
  });
}

TEST(Execution, RefusesWhenThePoolAndItsQueueAreFull) {
  rt::Event started;
  rt::Event release;
  Fixture f({.threads = 1, .thread_queue = 0});
  const auto blocking = [&](zato::Service&) {
    started.set();
    release.wait();
  };
  f.add("blocking", blocking, kThread);
  f.on_fiber([&] {
    rt::Event ended;
    f.loop.spawn([&] {
      EXPECT_TRUE(f.invoker.invoke({.service = "blocking"}));
      ended.set();
    });
    started.wait();
    const auto refused = f.invoker.invoke({.service = "blocking"});
    EXPECT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::Code::kResourceExhausted);
    release.set();
    ended.wait();
  });
}

TEST(Execution, AnswersAtTheDeadlineWhileTheThreadGoesOn) {
  rt::Event release;  // outlives the pool's thread
  Fixture f;
  f.add(
      "blocking", [&](zato::Service&) { release.wait(); }, kThread);
  f.on_fiber([&] {
    const auto reply = f.invoker.invoke({.service = "blocking", .deadline = rt::Deadline::after(5ms)});
    EXPECT_FALSE(reply);
    EXPECT_EQ(reply.error().code, base::Code::kTimeout);
    release.set();
  });
}

TEST(Execution, InvokesAcrossLoopAndPools) {
  Fixture f;
  const auto loop_thread = std::this_thread::get_id();
  const auto fiber = [&](zato::Service& s) {
    EXPECT_EQ(std::this_thread::get_id(), loop_thread);
    s.sleep(1ms);
    s.response.payload = "fiber";
  };
  const auto cpu = [&](zato::Service& s) {
    EXPECT_NE(std::this_thread::get_id(), loop_thread);
    s.response.payload = "cpu>" + s.invoke("fiber").bytes();
  };
  f.add("fiber", fiber);
  f.add("cpu", cpu, kCpu);
  f.add(
      "thread", [](zato::Service& s) { s.response.payload = "thread>" + s.invoke("cpu").bytes(); }, kThread);
  f.add("outer", [](zato::Service& s) { s.response.payload = "outer>" + s.invoke("thread").bytes(); });
  EXPECT_EQ(f.payload_of("outer"), "outer>thread>cpu>fiber");
}

TEST(Execution, LetsServicesThatFillThePoolsInvokeEachOtherAcrossThem) {
  Fixture f({.threads = 2, .thread_queue = 4, .cpu_threads = 1, .cpu_queue = 4});
  const auto calls = [&f](std::string name, std::string next, ServiceOptions options) {
    f.add(
        name, [=](zato::Service& s) { s.response.payload = name + ">" + s.invoke(next).bytes(); }, options);
  };
  f.add(
      "last", [](zato::Service& s) { s.response.payload = "last"; }, kThread);
  calls("cpu 2", "last", kCpu);
  calls("thread 2", "cpu 2", kThread);
  calls("fiber", "thread 2", {});
  calls("cpu 1", "fiber", kCpu);
  calls("thread 1", "cpu 1", kThread);
  f.on_fiber([&] {
    int answered = 0;
    rt::Event all;
    for (int i = 0; i < 4; ++i) {
      f.loop.spawn([&] {
        const auto reply = f.invoker.invoke({.service = "thread 1", .deadline = rt::Deadline::after(10s)});
        EXPECT_TRUE(reply && reply->response.payload == "thread 1>cpu 1>fiber>thread 2>cpu 2>last");
        if (++answered == 4) all.set();
      });
    }
    all.wait();
  });
}

TEST(Execution, GivesComputingServicesTheLowestPriority) {
  Fixture f;
  int nice = 0;
  int policy = SCHED_OTHER;
  const auto computes = [&](zato::Service&) {
    nice = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));
    policy = ::sched_getscheduler(0);
  };
  f.add("computes", computes, kCpu);
  f.payload_of("computes");
  EXPECT_EQ(nice, 19);
  EXPECT_EQ(policy, SCHED_IDLE);
  EXPECT_LT(::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())), 19);
}

TEST(Execution, ServesThreadsThatAreNotTheLoops) {
  Fixture f;
  f.add("fiber", [](zato::Service& s) { s.response.payload = s.request.payload; });
  std::string answer;
  std::thread caller([&] {
    answer = f.invoker.invoke({.service = "fiber", .request = {.payload = "from a thread"}})->response.payload.bytes();
    f.loop.stop();
  });
  f.loop.run();
  caller.join();
  EXPECT_EQ(answer, "from a thread");
}

TEST(Execution, KeepsTenThousandSleepersInFlight) {
  Fixture f;
  constexpr int kCalls = rt::sanitized() ? 1000 : 10'000;  // ThreadSanitizer keeps a megabyte for each fiber
  rt::Event all_asleep;
  rt::Event all_answered;
  int asleep = 0;
  int answered = 0;
  f.add("sleeper", [&](zato::Service& s) {
    if (++asleep == kCalls) all_asleep.set();
    while (!all_asleep.is_set()) s.sleep(10ms);
  });
  f.on_fiber([&] {
    for (int i = 0; i < kCalls; ++i) {
      f.loop.spawn([&] {
        EXPECT_EQ(f.invoker.invoke({.service = "sleeper"})->response.status_code, 200);
        if (++answered == kCalls) all_answered.set();
      });
    }
    EXPECT_TRUE(all_answered.wait(rt::Deadline::after(50s)));
  });
  EXPECT_EQ(answered, kCalls);
}

TEST(Execution, TellsWhichServiceRunsOnTheLoopAndForgetsItWhileItWaits) {
  Fixture f;
  const auto running = [&] {
    const auto* stats = f.invoker.running().turn().service;
    return stats ? stats->name() : std::string("none");
  };
  std::vector<std::string> seen;
  f.add("inner", [&](zato::Service&) { seen.push_back(running()); });
  f.add("outer", [&](zato::Service& s) {
    seen.push_back(running());
    s.invoke("inner");
    seen.push_back(running());
    f.loop.post([&] { seen.push_back(running()); });
    s.sleep(1ms);
    seen.push_back(running());
  });
  f.payload_of("outer");
  seen.push_back(running());
  EXPECT_EQ(seen, (std::vector<std::string>{"outer", "inner", "outer", "none", "outer", "none"}));
}

TEST(Execution, UnwindsServicesThatStillSleepWhenTheLoopEnds) {
  bool unwound = false;
  {
    Registry registry;
    std::optional<Invoker> invoker;
    rt::Loop loop;
    invoker.emplace(loop, registry, Invoker::Options{});
    const auto sleeper = [&](zato::Service& s) {
      const base::ScopeExit guard([&] { unwound = true; });
      s.sleep(1h);
    };
    std::vector<Entry> entries;
    entries.push_back({.name = "sleeper", .implementation = std::make_shared<test::FunctionImplementation>(sleeper)});
    ASSERT_TRUE(registry.replace("test", std::move(entries)));
    loop.spawn([&] { static_cast<void>(invoker->invoke({.service = "sleeper"})); });
    loop.post([&] { loop.stop(); });
    loop.run();
  }
  EXPECT_TRUE(unwound);
}

}  // namespace
}  // namespace zato::service
