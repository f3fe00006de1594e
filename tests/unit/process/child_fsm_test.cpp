#include "process/child_fsm.hpp"

#include <gtest/gtest.h>

namespace zato::process {
namespace {

using namespace std::chrono_literals;
using State = ChildFsm::State;
using Order = ChildFsm::Order;
using Fault = ChildFsm::Fault;
using Time = base::MonotonicTime;

constexpr Time kStart{1'000'000s};
constexpr Time kNoBeat{};
constexpr ChildLimits kLimits{.boot = 60s, .heartbeat = 30s, .stack = 500ms};

ChildFsm ready_child() {
  ChildFsm fsm(kLimits, kStart);
  fsm.ready(kStart);
  return fsm;
}

TEST(ChildFsm, BecomesReadyWhenTheChildSaysSo) {
  ChildFsm fsm(kLimits, kStart);
  EXPECT_EQ(fsm.state(), State::kStarting);
  fsm.ready(kStart + 1s);
  EXPECT_EQ(fsm.state(), State::kReady);
}

TEST(ChildFsm, IsLeftAloneWhileItBeats) {
  ChildFsm fsm = ready_child();
  for (auto t = 1s; t < 300s; t += 1s) EXPECT_EQ(fsm.tick(kStart + t, kStart + t - 500ms), Order::kNone);
}

TEST(ChildFsm, IsAskedForItsStackAndKilledWhenItHangs) {
  ChildFsm fsm = ready_child();
  EXPECT_EQ(fsm.tick_at(kStart + 10s), kStart + 40s);
  EXPECT_EQ(fsm.tick(kStart + 39s, kStart + 10s), Order::kNone);
  EXPECT_EQ(fsm.tick(kStart + 40s, kStart + 10s), Order::kDumpStack);
  EXPECT_EQ(fsm.fault(), Fault::kHung);
  EXPECT_EQ(fsm.stack_received(kStart + 40s + 10ms), Order::kKill);
  EXPECT_TRUE(fsm.leaving());
}

TEST(ChildFsm, IsKilledWithoutAStackWhenItDoesNotAnswer) {
  ChildFsm fsm = ready_child();
  ASSERT_EQ(fsm.tick(kStart + 30s, kNoBeat), Order::kDumpStack);
  EXPECT_EQ(fsm.tick(kStart + 30s + 499ms, kNoBeat), Order::kNone);
  EXPECT_EQ(fsm.tick(kStart + 30s + 500ms, kNoBeat), Order::kKill);
  EXPECT_EQ(fsm.tick(kStart + 90s, kNoBeat), Order::kNone) << "once is enough";
}

TEST(ChildFsm, GetsAWholePeriodForItsFirstBeat) {
  ChildFsm fsm(kLimits, kStart);
  fsm.ready(kStart + 20s);
  EXPECT_EQ(fsm.tick(kStart + 49s, kNoBeat), Order::kNone);
  EXPECT_EQ(fsm.tick(kStart + 50s, kNoBeat), Order::kDumpStack);
}

TEST(ChildFsm, IsKilledWhenItsBootTakesTooLong) {
  ChildFsm fsm(kLimits, kStart);
  EXPECT_EQ(fsm.tick(kStart + 59s, kNoBeat), Order::kNone);
  EXPECT_EQ(fsm.tick(kStart + 60s, kNoBeat), Order::kDumpStack);
  EXPECT_EQ(fsm.fault(), Fault::kBootTimeout);
}

TEST(ChildFsm, WithoutALimitIsNeverCalledHung) {
  ChildFsm fsm({.heartbeat = 0ms}, kStart);
  fsm.ready(kStart);
  EXPECT_EQ(fsm.tick_at(kNoBeat), std::nullopt);
  EXPECT_EQ(fsm.tick(kStart + 1000h, kNoBeat), Order::kNone);
}

TEST(ChildFsm, DrainsForItsGraceThenIsKilled) {
  ChildFsm fsm = ready_child();
  EXPECT_EQ(fsm.stop(kStart, Leave::kGracefully, 30s), Order::kStopGracefully);
  EXPECT_EQ(fsm.tick(kStart + 29s, kNoBeat), Order::kNone);
  EXPECT_EQ(fsm.tick(kStart + 30s, kNoBeat), Order::kDumpStack);
  EXPECT_EQ(fsm.fault(), Fault::kGraceOver);
  EXPECT_EQ(fsm.stack_received(kStart + 31s), Order::kKill);
  fsm.gone(kStart + 32s);
  EXPECT_FALSE(fsm.alive());
}

TEST(ChildFsm, AMoreUrgentStopOverridesAndALesserDoesNot) {
  ChildFsm fsm = ready_child();
  EXPECT_EQ(fsm.stop(kStart, Leave::kGracefully, 30s), Order::kStopGracefully);
  EXPECT_EQ(fsm.stop(kStart + 1s, Leave::kGracefully, 30s), Order::kNone);
  EXPECT_EQ(fsm.stop(kStart + 2s, Leave::kFast, 2s), Order::kStopFast);
  EXPECT_EQ(fsm.stop(kStart + 3s, Leave::kGracefully, 30s), Order::kNone);
  EXPECT_EQ(fsm.tick(kStart + 4s, kNoBeat), Order::kKill) << "no stack is waited for in a hurry";
}

TEST(ChildFsm, AReplacedChildRetiresAndStillHearsThatTheComponentStops) {
  ChildFsm fsm(kLimits, kStart);
  fsm.ready(kStart);
  EXPECT_EQ(fsm.stop(kStart, Leave::kReplaced, 30s), Order::kRetire);
  EXPECT_EQ(fsm.stop(kStart + 1s, Leave::kGracefully, 30s), Order::kStopGracefully);
  EXPECT_EQ(fsm.stop(kStart + 2s, Leave::kReplaced, 30s), Order::kNone);
}

TEST(ChildFsm, CanBeStoppedWhileItBoots) {
  ChildFsm fsm(kLimits, kStart);
  EXPECT_EQ(fsm.stop(kStart, Leave::kGracefully, 5s), Order::kStopGracefully);
  fsm.ready(kStart + 1s);
  EXPECT_EQ(fsm.state(), State::kDraining) << "a late report changes nothing";
}

TEST(ChildFsm, IsForgivenWhatHappenedWhileTheParentStoodStill) {
  ChildFsm fsm = ready_child();
  fsm.forgive(kStart + 100s);
  EXPECT_EQ(fsm.tick(kStart + 100s, kStart + 1s), Order::kNone);
  EXPECT_EQ(fsm.tick_at(kStart + 1s), kStart + 130s);
}

}  // namespace
}  // namespace zato::process
