#include "schedule/due.hpp"

#include <gtest/gtest.h>

namespace zato::schedule {
namespace {

using namespace std::chrono_literals;
using Instants = std::vector<Instant>;

const Instant kStart = *parse_instant("2026-11-21 10:00:00");
const Times kMinutely(Every{kStart, 60s});

Due ask(Missed missed, Instant cursor, Instant now, std::size_t limit = 1000) {
  return due(kMinutely, cursor, now, {.missed = missed, .grace = 5s, .catch_up_window = 1h, .limit = limit});
}

TEST(Due, IsNothingBeforeItsTime) {
  const auto out = ask(Missed::kOnce, kStart, kStart + 59s);
  EXPECT_TRUE(out.times.empty());
  EXPECT_EQ(out.next, kStart + 60s);
}

TEST(Due, FiresWithinTheGraceWhateverThePolicy) {
  for (const auto missed : {Missed::kSkip, Missed::kOnce, Missed::kAll}) {
    const auto out = ask(missed, kStart, kStart + 64s);
    EXPECT_EQ(out.times, Instants{kStart + 60s});
    EXPECT_EQ(out.next, kStart + 120s);
    EXPECT_FALSE(out.left_out);
  }
}

TEST(Due, LetsOneStandForAllThatWereMissed) {
  const auto out = ask(Missed::kOnce, kStart, kStart + 30min + 10s);
  EXPECT_EQ(out.times, Instants{kStart + 30min});
  EXPECT_EQ(out.next, kStart + 31min);
  EXPECT_TRUE(out.left_out);
}

TEST(Due, SkipsWhatWasMissed) {
  const auto out = ask(Missed::kSkip, kStart, kStart + 30min + 10s);
  EXPECT_TRUE(out.times.empty());
  EXPECT_EQ(out.next, kStart + 31min);
  EXPECT_EQ(ask(Missed::kSkip, kStart, kStart + 30min + 2s).times, Instants{kStart + 30min}) << "this one is only late";
}

TEST(Due, MakesUpForAllWithinTheWindow) {
  EXPECT_EQ(ask(Missed::kAll, kStart, kStart + 3min + 10s).times,
            (Instants{kStart + 1min, kStart + 2min, kStart + 3min}));
  const auto out = ask(Missed::kAll, kStart, kStart + 3h);
  EXPECT_EQ(out.times.front(), kStart + 2h);
  EXPECT_EQ(out.times.size(), 61u);
  EXPECT_TRUE(out.left_out);
}

TEST(Due, ComesInPortions) {
  const auto out = ask(Missed::kAll, kStart, kStart + 10min, 4);
  EXPECT_EQ(out.times.size(), 4u);
  EXPECT_EQ(out.next, kStart + 5min) << "there is more at once";
}

TEST(Due, FiresAOneTimeJobOfThePastOnce) {
  const Times once(Once{kStart});
  const auto out = due(once, Instant(), kStart + 24h * 400, {});
  EXPECT_EQ(out.times, Instants{kStart});
  EXPECT_FALSE(out.next);
  EXPECT_TRUE(due(once, kStart, kStart + 1h, {}).times.empty());
  EXPECT_TRUE(due(once, Instant(), kStart + 1h, {.missed = Missed::kSkip}).times.empty());
}

TEST(Overlap, IsDecidedByWhatHasNotEnded) {
  EXPECT_EQ(decide(Overlap::kSkip, 0), Decision::kFire);
  EXPECT_EQ(decide(Overlap::kSkip, 1), Decision::kSkip);
  EXPECT_EQ(decide(Overlap::kQueue, 1), Decision::kWait);
  EXPECT_EQ(decide(Overlap::kAllow, 7), Decision::kFire);
}

TEST(Policies, AreKnownByTheirWords) {
  EXPECT_EQ(missed_named("skip"), Missed::kSkip);
  EXPECT_EQ(missed_named("all"), Missed::kAll);
  EXPECT_EQ(missed_named("once"), Missed::kOnce);
  EXPECT_EQ(overlap_named("skip"), Overlap::kSkip);
  EXPECT_EQ(overlap_named("queue"), Overlap::kQueue);
  EXPECT_EQ(overlap_named("allow"), Overlap::kAllow);
}

}  // namespace
}  // namespace zato::schedule
