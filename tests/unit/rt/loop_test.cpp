#include "rt/loop.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <stdexcept>
#include <thread>
#include <vector>

#include "rt/event.hpp"
#include "rt/sanitizers.hpp"
#include "rt/signals.hpp"

#include "on_loop.hpp"

namespace zato::rt {
namespace {

using namespace std::chrono_literals;

TEST(Loop, RunsAFiberThatWaitsAndGoesOn) {
  int steps = 0;
  on_loop([&](Loop&) {
    EXPECT_TRUE(on_fiber());
    ++steps;
    sleep_for(1ms);
    ++steps;
    yield();
    ++steps;
  });
  EXPECT_EQ(steps, 3);
  EXPECT_FALSE(on_fiber());
}

TEST(Loop, TenThousandFibersSleepAtTheSameTime) {
  constexpr int kFibers = sanitized() ? 1000 : 10'000;  // ThreadSanitizer keeps a megabyte for each
  const auto started = base::Monotonic::now();
  int woken = 0;
  on_loop([&](Loop& loop) {
    Event all;
    for (int i = 0; i < kFibers; ++i)
      loop.spawn([&] {
        sleep_for(200ms);
        if (++woken == kFibers) all.set();
      });
    all.wait();
  });
  EXPECT_EQ(woken, kFibers);
  EXPECT_LT(base::Monotonic::now() - started, 30s) << "they slept one after the other";
}

TEST(Loop, PostsAndSpawnsFromOtherThreadsArrive) {
  Loop loop;
  int posted = 0, spawned = 0;
  std::thread other([&] {
    loop.post([&] {
      EXPECT_FALSE(on_fiber());
      ++posted;
    });
    loop.spawn([&] {
      ++spawned;
      loop.stop();
    });
  });
  loop.run();
  other.join();
  EXPECT_EQ(posted, 1);
  EXPECT_EQ(spawned, 1);
}

TEST(Loop, UnwindsFibersThatStillWaitWhenItGoes) {
  struct Witness {
    bool& gone;
    ~Witness() { gone = true; }
  };
  bool gone = false;
  {
    Loop loop;
    loop.spawn([&] {
      const Witness witness{gone};
      loop.stop();
      Event never;
      never.wait();
    });
    loop.run();
    EXPECT_EQ(loop.fibers(), 1U);
  }
  EXPECT_TRUE(gone);
}

TEST(Loop, AFiberMayWaitInsideACatchBlockWhileOthersThrow) {
  std::string seen;
  on_loop([&](Loop& loop) {
    Event second_done;
    loop.spawn([&] {
      for (int i = 0; i < 100; ++i) {
        try {
          throw std::runtime_error("second");
        } catch (const std::exception&) {
          yield();
        }
      }
      second_done.set();
    });
    try {
      throw std::runtime_error("first");
    } catch (const std::exception& e) {
      for (int i = 0; i < 50; ++i) yield();
      seen = e.what();
      try {
        throw;
      } catch (const std::exception& again) {
        seen += again.what();
      }
    }
    second_done.wait();
  });
  EXPECT_EQ(seen, "firstfirst");
}

TEST(Timer, FiresOnceAndNotAfterCancel) {
  int fired = 0;
  on_loop([&](Loop& loop) {
    Event first;
    Timer timer(loop), cancelled(loop);
    cancelled.start(1ms, [&] { fired += 100; });
    cancelled.cancel();
    timer.start(2ms, [&] {
      ++fired;
      first.set();
    });
    first.wait();
    sleep_for(5ms);
  });
  EXPECT_EQ(fired, 1);
}

TEST(Timer, StartedAgainForgetsTheEarlierTask) {
  std::vector<int> fired;
  on_loop([&](Loop& loop) {
    Event done;
    Timer timer(loop);
    timer.start(0ms, [&] { fired.push_back(1); });
    timer.start(1ms, [&] {
      fired.push_back(2);
      done.set();
    });
    done.wait();
  });
  EXPECT_EQ(fired, std::vector<int>{2});
}

TEST(Signals, ArriveOnTheLoop) {
  int number = 0;
  on_loop([&](Loop& loop) {
    Event came;
    Signals signals(loop, {SIGUSR1}, [&](int signo) {
      number = signo;
      came.set();
    });
    ::raise(SIGUSR1);
    came.wait();
  });
  EXPECT_EQ(number, SIGUSR1);
}

}  // namespace
}  // namespace zato::rt
