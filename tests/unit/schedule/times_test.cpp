#include "schedule/times.hpp"

#include <gtest/gtest.h>

namespace zato::schedule {
namespace {

using namespace std::chrono_literals;

const Instant kStart = *parse_instant("2026-11-21 10:00:00");

TEST(Instant, IsReadAndWritten) {
  EXPECT_EQ(text_of(*parse_instant("2026-05-31T12:00:00Z")), "2026-05-31T12:00:00Z");
  EXPECT_EQ(text_of(*parse_instant("2026-05-31 12:00:00.25")), "2026-05-31T12:00:00.250000Z");
  EXPECT_EQ(text_of(*parse_instant("2026-05-31 12:00:00+00:00")), "2026-05-31T12:00:00Z");
  EXPECT_EQ(parse_instant("2026-05-31 12:30"), parse_instant("2026-05-31 12:30:00"));
  EXPECT_EQ(parse_instant("2026-05-31"), parse_instant("2026-05-31 00:00:00"));
  for (const auto* wrong : {"2026-02-29 12:00:00", "2026-05", "2026-05-31 12", "2026-05-31 1:30", "2026-02-29", "", "2026-05-31 24:00:00", "2026-05-31 12:00:00."}) {
    EXPECT_FALSE(parse_instant(wrong)) << wrong;
  }
}

TEST(Times, OfAnIntervalAreCountedFromItsStart) {
  const Times times(Every{kStart, 90s});
  EXPECT_EQ(times.next_after(kStart - 1h), kStart);
  EXPECT_EQ(times.next_after(kStart), kStart + 90s);
  EXPECT_EQ(times.next_after(kStart + 91s), kStart + 180s);
  EXPECT_EQ(times.last_between(kStart, kStart + 200s), kStart + 180s);
  EXPECT_FALSE(times.last_between(kStart + 180s, kStart + 200s));
}

TEST(Times, DoNotDriftInTenThousandRuns) {
  const Times times(Every{kStart, 1s});
  auto at = kStart;
  for (int i = 0; i < 10'000; ++i) at = *times.next_after(at + 700ms);  // each noticed late
  EXPECT_EQ(at, kStart + 10'000s);
}

TEST(Times, EndAfterTheirRepeats) {
  const Times times(Every{kStart, 60s, 3});
  EXPECT_EQ(next_times(times, kStart - 1s, 10), (std::vector<Instant>{kStart, kStart + 60s, kStart + 120s}));
  EXPECT_FALSE(times.next_after(kStart + 120s));
  EXPECT_EQ(times.last_between(kStart, kStart + 1h), kStart + 120s);
}

TEST(Times, OfAJobThatRunsOnceAreOne) {
  const Times times(Once{kStart});
  EXPECT_EQ(next_times(times, Instant(), 5), std::vector<Instant>{kStart});
  EXPECT_FALSE(times.next_after(kStart));
}

TEST(Times, OfCronAreFoundBackwardsAsWell) {
  const Times times(ByCron{*Cron::parse("0 3 1 * *"), Zone()});
  EXPECT_EQ(times.last_between(Instant(), kStart), *parse_instant("2026-11-01 03:00:00"));
  EXPECT_FALSE(times.last_between(*parse_instant("2026-11-01 03:00:00"), kStart));
  const Times yearly(ByCron{*Cron::parse("@yearly"), Zone()});
  EXPECT_EQ(yearly.last_between(Instant(), kStart), *parse_instant("2026-01-01 00:00:00"));
}

}  // namespace
}  // namespace zato::schedule
