#include "rt/thread_pool.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <barrier>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "rt/event.hpp"
#include "rt/loop.hpp"

#include "on_loop.hpp"

namespace zato::rt {
namespace {

using namespace std::chrono_literals;

TEST(ThreadPool, ReturnsTheValueOfTheCall) {
  ThreadPool pool("test", 2, 10);
  EXPECT_EQ(pool.call([] { return 42; }).value(), 42);
}

TEST(ThreadPool, SuspendsOnlyTheFiberThatWaits) {
  ThreadPool pool("test", 1, 10);
  on_loop([&](Loop& loop) {
    Event released, finished;
    loop.spawn([&] {
      EXPECT_TRUE(pool.run([&] { released.wait(); }));
      finished.set();
    });
    // The loop is free while the pool's thread blocks: this fiber can release it.
    released.set();
    EXPECT_TRUE(finished.wait(Deadline::after(10s)));
  });
}

TEST(ThreadPool, HandsOnAnException) {
  ThreadPool pool("test", 1, 10);
  on_loop([&](Loop&) {
    std::string what;
    try {
      (void)pool.run([] { throw std::runtime_error("from the pool"); });
    } catch (const std::exception& e) {
      what = e.what();
    }
    EXPECT_EQ(what, "from the pool");
  });
}

TEST(ThreadPool, ServesWhatItsOwnTasksWaitForAlthoughAllItsThreadsWait) {
  ThreadPool pool("test", 1, 0);
  on_loop([&](Loop&) {
    int depth = 0;
    EXPECT_TRUE(pool.run([&] {
      EXPECT_TRUE(pool.run(
          [&] { EXPECT_TRUE(pool.run([&] { depth = 3; }, Deadline::never(), ThreadPool::Waiter::kTaskOfThisPool)); },
          Deadline::never(), ThreadPool::Waiter::kTaskOfThisPool));
    }));
    EXPECT_EQ(depth, 3);
  });
}

TEST(ThreadPool, CallsTheThreadThatWasAtWorkLast) {
  constexpr int kThreads = 4;
  ThreadPool pool("test", kThreads, 10);
  std::barrier together(kThreads);
  std::vector<std::thread> callers;
  for (int i = 0; i < kThreads; ++i)
    callers.emplace_back([&] { EXPECT_TRUE(pool.run([&] { together.arrive_and_wait(); })); });
  for (auto& caller : callers) caller.join();
  std::set<std::thread::id> threads;
  for (int i = 0; i < 100; ++i) threads.insert(pool.call([] { return std::this_thread::get_id(); }).value());
  EXPECT_EQ(threads.size(), 1U);
}

TEST(ThreadPool, RefusesWhatDoesNotFitIntoItsQueue) {
  ThreadPool pool("test", 1, 1);
  on_loop([&](Loop& loop) {
    Event release, both;
    std::atomic<int> done = 0;
    for (int i = 0; i < 2; ++i)
      loop.spawn([&] {
        EXPECT_TRUE(pool.run([&] { release.wait(); }));
        if (++done == 2) both.set();
      });
    yield();
    yield();
    while (pool.running() + pool.queued() < 2) yield();
    const auto third = pool.run([] {});
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().code, base::Code::kResourceExhausted);
    EXPECT_THAT(third.error().message, testing::HasSubstr("pool test is full"));
    release.set();
    EXPECT_TRUE(both.wait(Deadline::after(10s)));
  });
}

TEST(ThreadPool, ServesManyCallersAtOnce) {
  ThreadPool pool("test", 8, 10'000);
  std::atomic<int> sum = 0;
  on_loop([&](Loop& loop) {
    Event all;
    int ended = 0;
    for (int i = 0; i < 1000; ++i)
      loop.spawn([&] {
        EXPECT_TRUE(pool.run([&] { ++sum; }));
        if (++ended == 1000) all.set();
      });
    EXPECT_TRUE(all.wait(Deadline::after(30s)));
  });
  EXPECT_EQ(sum, 1000);
}

}  // namespace
}  // namespace zato::rt
