#include "process/backoff.hpp"

#include <gtest/gtest.h>

namespace zato::process {
namespace {

using namespace std::chrono_literals;
using Time = base::MonotonicTime;

constexpr Time kStart{1'000'000s};

TEST(Backoff, AnswersTheFirstDeathAtOnce) {
  Backoff backoff;
  const Time died = kStart + 5s;
  EXPECT_EQ(backoff.next_start(kStart, 5s, died), died);
}

TEST(Backoff, DoublesThePauseUpToItsMaximumAndNeverGivesUp) {
  Backoff backoff;
  Time now = kStart;
  std::vector<std::chrono::milliseconds> pauses;
  for (int i = 0; i < 100; ++i) {
    const Time died = now + 1ms;
    const Time next = backoff.next_start(now, 0s, died);
    pauses.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(next - died));
    now = next;
  }
  EXPECT_EQ(pauses[0], 199ms);  // counted from the start: never faster than five a second
  EXPECT_EQ(pauses[1], 200ms);
  EXPECT_EQ(pauses[2], 400ms);
  EXPECT_EQ(pauses[3], 800ms);
  EXPECT_EQ(pauses[8], 25'600ms);
  EXPECT_EQ(pauses[9], 30'000ms);
  EXPECT_EQ(pauses[99], 30'000ms);
}

TEST(Backoff, ForgetsAfterAHealthyLife) {
  Backoff backoff;
  Time now = kStart;
  for (int i = 0; i < 5; ++i) now = backoff.next_start(now, 0s, now + 1ms);
  const Time died = now + 11s;
  EXPECT_EQ(backoff.next_start(now, 11s, died), died);
}

TEST(Backoff, AnswersAtOnceWhoIsKilledEveryTwoSeconds) {
  Backoff backoff;
  for (Time now = kStart; now < kStart + 300s; now += 2s)
    EXPECT_EQ(backoff.next_start(now, 1900ms, now + 2s), now + 2s);
}

TEST(Backoff, DoesNotCallALongBootALife) {
  Backoff backoff;
  backoff.next_start(kStart, 0s, kStart + 1s);
  const Time died = kStart + 120s;
  EXPECT_EQ(backoff.next_start(kStart, 0s, died), died + 200ms);
}

TEST(RestartBudget, AllowsABurstOfFiveThenFiveASecond) {
  RestartBudget budget;
  int taken = 0;
  for (Time now = kStart; now < kStart + 2s; now += 1ms) taken += budget.take(now) ? 1 : 0;
  EXPECT_EQ(taken, 5 + 9);
}

TEST(RestartBudget, SaysWhenTheNextIsPossible) {
  RestartBudget budget;
  while (budget.take(kStart)) {
  }
  EXPECT_EQ(budget.available_at(), kStart + 200ms);
  EXPECT_TRUE(budget.take(kStart + 200ms));
}

}  // namespace
}  // namespace zato::process
