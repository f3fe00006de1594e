#include "rt/tasks.hpp"

#include <gtest/gtest.h>

#include "on_loop.hpp"
#include "rt/fiber.hpp"

namespace zato::rt {
namespace {

using namespace std::chrono_literals;

TEST(Tasks, AreWaitedForTogether) {
  on_loop([](Loop& loop) {
    Tasks tasks(loop);
    EXPECT_TRUE(tasks.wait(Deadline::after(0ms))) << "there are none";
    Event first, second;
    tasks.start([&] { first.wait(); });
    tasks.start([&] { second.wait(); });
    first.set();
    EXPECT_FALSE(tasks.wait(Deadline::after(5ms))) << "one runs";
    second.set();
    EXPECT_TRUE(tasks.wait(Deadline::after(10s)));
  });
}

TEST(Tasks, CanBeStartedAgainAfterAllHaveEnded) {
  on_loop([](Loop& loop) {
    Tasks tasks(loop);
    int ended = 0;
    for (int round = 0; round < 3; ++round) {
      tasks.start([&] { ++ended; });
      EXPECT_TRUE(tasks.wait(Deadline::after(10s)));
    }
    EXPECT_EQ(ended, 3);
  });
}

}  // namespace
}  // namespace zato::rt
