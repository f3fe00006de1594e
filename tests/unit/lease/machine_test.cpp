#include "lease/machine.hpp"

#include <gtest/gtest.h>

#include "simulation.hpp"

namespace zato::lease {
namespace {

using namespace std::chrono_literals;
using Kind = Machine::Step::Kind;

constexpr auto kK = 3000ms;

class MachineTest : public testing::Test {
 protected:
  static Time at(std::chrono::milliseconds time) { return Time(1h + time); }

  Machine::Step take(Machine& machine, std::chrono::milliseconds sent, std::chrono::milliseconds answered) {
    const auto step = machine.next(at(sent));
    EXPECT_EQ(step.kind, Kind::kTake);
    machine.took(at(sent), at(answered), step, true);
    return step;
  }

  Machine machine_{"one", Times::of(kK)};
};

TEST_F(MachineTest, TakesAtOnceARoleThatNobodyEverHeld) {
  EXPECT_EQ(machine_.next(at(0ms)).kind, Kind::kRead);
  machine_.saw(at(1ms), {});
  EXPECT_EQ(take(machine_, 1ms, 2ms).epoch, 1);
  EXPECT_EQ(machine_.in_effect(at(2ms)), 1);
}

TEST_F(MachineTest, TakesAtOnceARoleThatWasGivenUp) {
  machine_.saw(at(1ms), {.holder = "", .epoch = 7, .counter = 90, .patience = kK});
  EXPECT_EQ(take(machine_, 1ms, 2ms).epoch, 8);
}

TEST_F(MachineTest, WaitsUntilItHasSeenTheSameCounterFor1Point6K) {
  const Row row{.holder = "two", .epoch = 7, .counter = 90, .patience = kK};
  machine_.saw(at(0ms), row);
  for (auto time = 0ms; time < kK * 16 / 10; time += 300ms) {
    EXPECT_NE(machine_.next(at(time)).kind, Kind::kTake) << time.count();
    machine_.saw(at(time), row);
  }
  EXPECT_EQ(machine_.next(at(kK * 16 / 10)).kind, Kind::kTake);
}

TEST_F(MachineTest, BeginsToWaitAnewWithEachRenewal) {
  machine_.saw(at(0ms), {.holder = "two", .epoch = 7, .counter = 90, .patience = kK});
  machine_.saw(at(4000ms), {.holder = "two", .epoch = 7, .counter = 91, .patience = kK});
  EXPECT_NE(machine_.next(at(8700ms)).kind, Kind::kTake);
  EXPECT_EQ(machine_.next(at(8800ms)).kind, Kind::kTake);
}

TEST_F(MachineTest, GrantsTheHolderTheLongerOfTheirTimes) {
  machine_.saw(at(0ms), {.holder = "two", .epoch = 7, .counter = 90, .patience = 10 * kK});
  EXPECT_NE(machine_.next(at(47999ms)).kind, Kind::kTake);
  EXPECT_EQ(machine_.next(at(48000ms)).kind, Kind::kTake);
}

TEST_F(MachineTest, RenewsThreeTimesInK) {
  machine_.saw(at(0ms), {});
  take(machine_, 0ms, 1ms);
  EXPECT_EQ(machine_.next(at(1ms)).until, at(1000ms));
  EXPECT_EQ(machine_.next(at(1000ms)).kind, Kind::kRenew);
}

TEST_F(MachineTest, IsOver1Point2KAfterTheLastGoodRenewalWasSent) {
  machine_.saw(at(0ms), {});
  take(machine_, 0ms, 1ms);
  machine_.renewed(at(1000ms), at(1900ms), true);
  EXPECT_EQ(machine_.in_effect(at(4599ms)), 1);
  EXPECT_FALSE(machine_.in_effect(at(4600ms)));
  EXPECT_TRUE(machine_.over(at(4600ms)));
}

TEST_F(MachineTest, IsNotBroughtBackByAnAnswerThatComesTooLate) {
  machine_.saw(at(0ms), {});
  take(machine_, 0ms, 1ms);
  machine_.renewed(at(1000ms), at(3600ms), true);
  EXPECT_FALSE(machine_.in_effect(at(3600ms)));
}

TEST_F(MachineTest, DoesNothingUntilTheWorkOfALostTenureHasStopped) {
  machine_.saw(at(0ms), {});
  take(machine_, 0ms, 1ms);
  EXPECT_EQ(machine_.next(at(9000ms)).kind, Kind::kWait);
  machine_.stopped();
  EXPECT_EQ(machine_.next(at(9000ms)).kind, Kind::kRead);
}

TEST_F(MachineTest, TakesItsOwnOldRowWithAHigherEpoch) {
  machine_.saw(at(0ms), {});
  take(machine_, 0ms, 1ms);
  machine_.stopped();
  machine_.saw(at(9000ms), {.holder = "one", .epoch = 1, .counter = 4, .patience = kK});
  EXPECT_EQ(take(machine_, 9000ms, 9001ms).epoch, 2);
}

TEST_F(MachineTest, IsOverAtOnceWhenTheRowIsSomebodyElses) {
  machine_.saw(at(0ms), {});
  take(machine_, 0ms, 1ms);
  machine_.renewed(at(1000ms), at(1001ms), false);
  EXPECT_TRUE(machine_.over(at(1001ms)));
}

TEST_F(MachineTest, NeverUsesAnEpochAgainWhenTheDatabaseFellBack) {
  machine_.saw(at(0ms), {.holder = "two", .epoch = 70, .counter = 900, .patience = kK});
  machine_.saw(at(300ms), {.holder = "", .epoch = 12, .counter = 90, .patience = kK});
  EXPECT_EQ(machine_.next(at(300ms)).epoch, 71);
}

TEST_F(MachineTest, TriesAgainSoonerAfterAFailure) {
  machine_.saw(at(0ms), {});
  take(machine_, 0ms, 1ms);
  machine_.failed(at(1100ms));
  EXPECT_EQ(machine_.next(at(1100ms)).until, at(1350ms));
  EXPECT_EQ(machine_.next(at(1350ms)).kind, Kind::kRenew);
}

TEST(Times, AreLongerWithMoreGraceButRenewAsOften) {
  const auto usual = Times::of(5s);
  const auto patient = Times::of(5s, 6);
  EXPECT_EQ(patient.hold(), 2 * usual.hold());
  EXPECT_EQ(patient.renew, usual.renew);
  EXPECT_LE(Times::of(30s).poll, 500ms);
}

class RandomSchedules : public testing::TestWithParam<Faults> {};

// Of each schedule: no two processes in effect at a time, no epoch twice, and when the faults end somebody has the role
// in 2 K.
TEST_P(RandomSchedules, KeepTheRules) {
  int tenures = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    Simulation simulation(seed, GetParam());
    simulation.run(20'000ms);
    ASSERT_EQ(simulation.complaints(), "") << "seed " << seed;
    simulation.end_faults();
    simulation.run(2 * Simulation::kPatience + 100ms);
    EXPECT_TRUE(simulation.held()) << "seed " << seed << ": nobody has the role 2 K after the last fault";
    tenures += simulation.tenures();
  }
  RecordProperty("tenures", tenures);
  EXPECT_GE(tenures, 60);
}

INSTANTIATE_TEST_SUITE_P(Of, RandomSchedules,
                         testing::Values(Faults{}, Faults{.pauses = true}, Faults{.stalls = true},
                                         Faults{.crashes = true},
                                         Faults{.pauses = true, .stalls = true, .crashes = true}),
                         [](const auto& schedule) { return schedule.param.name(); });

}  // namespace
}  // namespace zato::lease
