#include "scheduler/clocks.hpp"

#include <gtest/gtest.h>

namespace zato::scheduler {
namespace {

using namespace std::chrono_literals;
using jobs::Instant;

const Instant kStart = *schedule::parse_instant("2026-11-21 10:00:00");

class TwoClocks : public testing::Test {
 protected:
  void pass(schedule::Duration time) {
    wall_ += time;
    boot_ += time;
  }

  Instant wall_ = kStart;
  lease::Time boot_{1h};
  Clocks clocks_{[this] { return wall_; }, [this] { return boot_; }};
};

TEST_F(TwoClocks, GoTogetherAsLongAsNobodySetsOne) {
  pass(90s);
  const auto reading = clocks_.read();
  EXPECT_EQ(reading.now.wall, kStart + 90s);
  EXPECT_EQ(reading.now.steady, kStart + 90s);
  EXPECT_EQ(reading.jumped.count(), 0);
}

TEST_F(TwoClocks, PartWhenTheWallClockIsSet) {
  for (const auto jump : {schedule::Duration(1h), schedule::Duration(-1h), schedule::Duration(24h)}) {
    clocks_.restart();
    const auto before = clocks_.read().now;
    wall_ += jump;
    pass(1s);
    const auto reading = clocks_.read();
    EXPECT_EQ(reading.jumped, jump);
    EXPECT_EQ(reading.now.steady, before.steady + 1s);
    EXPECT_EQ(reading.now.wall, before.wall + jump + 1s);
    pass(10s);
    EXPECT_EQ(clocks_.read().now.steady, before.steady + 11s) << "and stay apart";
  }
}

TEST_F(TwoClocks, TakeSmallCorrectionsSlowly) {
  wall_ += 100ms;
  pass(1s);
  EXPECT_EQ(clocks_.read().now.steady, kStart + 1s + 50ms);
  pass(10s);
  EXPECT_EQ(clocks_.read().now.steady, wall_);
}

TEST_F(TwoClocks, GoOnWhileTheMachineSleeps) {
  pass(8h);
  EXPECT_EQ(clocks_.read().now.steady, kStart + 8h);
}

}  // namespace
}  // namespace zato::scheduler
