#include "rt/event.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "rt/loop.hpp"

#include "on_loop.hpp"

namespace zato::rt {
namespace {

using namespace std::chrono_literals;

TEST(Event, IsRememberedWhenSetBeforeTheWait) {
  Event event;
  event.set();
  EXPECT_TRUE(event.wait(Deadline::after(0ms)));
  event.reset();
  EXPECT_FALSE(event.wait(Deadline::after(0ms)));
}

TEST(Event, WakesAThread) {
  Event event;
  std::thread setter([&] { event.set(); });
  EXPECT_TRUE(event.wait(Deadline::after(10s)));
  setter.join();
}

TEST(Event, WakesAllFibersThatWait) {
  int woken = 0;
  on_loop([&](Loop& loop) {
    Event go, all;
    for (int i = 0; i < 10; ++i)
      loop.spawn([&] {
        EXPECT_TRUE(go.wait(Deadline::after(10s)));
        if (++woken == 10) all.set();
      });
    sleep_for(1ms);
    go.set();
    EXPECT_TRUE(all.wait(Deadline::after(10s)));
  });
  EXPECT_EQ(woken, 10);
}

TEST(Event, WakesAFiberFromAnotherThreadManyTimes) {
  on_loop([&](Loop&) {
    for (int i = 0; i < 500; ++i) {
      auto event = std::make_shared<Event>();
      std::thread([event] { event->set(); }).detach();
      ASSERT_TRUE(event->wait(Deadline::after(10s)));
    }
  });
}

TEST(Event, TellsAPassedDeadlineOnAFiber) {
  on_loop([&](Loop&) {
    Event event;
    EXPECT_FALSE(event.wait(Deadline::after(1ms)));
    event.set();
    EXPECT_TRUE(event.wait(Deadline::after(1ms)));
  });
}

TEST(Event, IsTrueForTheWokenEvenWhenResetAtOnce) {
  on_loop([&](Loop& loop) {
    Event event;
    loop.spawn([&] {
      event.set();
      event.reset();
    });
    EXPECT_TRUE(event.wait(Deadline::after(10s)));
  });
}

}  // namespace
}  // namespace zato::rt
