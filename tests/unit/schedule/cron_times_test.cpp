#include "schedule/cron_times.hpp"

#include <gtest/gtest.h>

#include "schedule/times.hpp"

namespace zato::schedule {
namespace {

std::vector<std::string> runs(std::string_view definition, std::string_view zone, std::string_view from,
                              std::size_t count) {
  const auto cron = Cron::parse(definition);
  const auto found = Zone::find(zone);
  EXPECT_TRUE(cron && found);
  std::vector<std::string> out;
  for (const auto at : next_times(Times(ByCron{*cron, *found}), *parse_instant(from), count))
    out.push_back(text_of(at));
  return out;
}

using Texts = std::vector<std::string>;

TEST(CronTimes, AreOfTheZonesClock) {
  EXPECT_EQ(runs("0 12 * * *", "Europe/Warsaw", "2026-07-01 00:00:00", 1), Texts{"2026-07-01T10:00:00Z"});
  EXPECT_EQ(runs("0 12 * * *", "Europe/Warsaw", "2026-12-01 00:00:00", 1), Texts{"2026-12-01T11:00:00Z"});
  EXPECT_EQ(runs("0 12 * * *", "Asia/Kathmandu", "2026-12-01 00:00:00", 1), Texts{"2026-12-01T06:15:00Z"});
}

// Warsaw, 29 March 2026: 01:59:59 is followed by 03:00:00, at 01:00 UTC.
TEST(CronTimes, RunOnceWhatSpringLeavesOut) {
  EXPECT_EQ(runs("30 2 * * *", "Europe/Warsaw", "2026-03-28 12:00:00", 2),
            (Texts{"2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"}));
  EXPECT_EQ(runs("0,30 2 * * *", "Europe/Warsaw", "2026-03-28 12:00:00", 2),
            (Texts{"2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"}))
      << "two times that are left out are one run";
  EXPECT_EQ(runs("0 2,3 * * *", "Europe/Warsaw", "2026-03-28 12:00:00", 2),
            (Texts{"2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"}))
      << "and none beside one that is due at that very moment";
}

// 25 October 2026: 02:59:59 is followed by 02:00:00, at 01:00 UTC.
TEST(CronTimes, RunOnceWhatAutumnRepeats) {
  EXPECT_EQ(runs("30 2 * * *", "Europe/Warsaw", "2026-10-24 12:00:00", 2),
            (Texts{"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}));
  EXPECT_EQ(runs("30 2 * * *", "Europe/Warsaw", "2026-10-25 00:30:00", 1), Texts{"2026-10-26T01:30:00Z"});
}

TEST(CronTimes, OfEveryHourCountTimeThatPasses) {
  EXPECT_EQ(runs("30 * * * *", "Europe/Warsaw", "2026-03-29 00:00:00", 3),
            (Texts{"2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z"}));
  EXPECT_EQ(runs("30 * * * *", "Europe/Warsaw", "2026-10-24 23:45:00", 3),
            (Texts{"2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"}));
}

TEST(CronTimes, KnowHalfHoursOfLordHowe) {
  // 5 April 2026, clocks go back from 02:00 to 01:30 at 15:00 UTC of the day before.
  EXPECT_EQ(runs("45 1 * * *", "Australia/Lord_Howe", "2026-04-04 12:00:00", 2),
            (Texts{"2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"}));
}

TEST(CronTimes, WaitForLeapYears) {
  EXPECT_EQ(runs("0 0 29 2 *", "UTC", "2026-01-01 00:00:00", 2),
            (Texts{"2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"}));
  EXPECT_EQ(runs("0 0 29 feb *", "Europe/Warsaw", "2096-03-01 00:00:00", 1), Texts{"2104-02-28T23:00:00Z"})
      << "2100 has no leap day";
  EXPECT_EQ(runs("0 0 30 2 *", "Europe/Warsaw", "2026-01-01 00:00:00", 1), Texts{});
}

TEST(Zone, IsOneOfTheDatabase) {
  EXPECT_FALSE(Zone::find("Mars/Olympus"));
  EXPECT_EQ(Zone::find("Europe/Warsaw")->name(), "Europe/Warsaw");
  EXPECT_EQ(Zone::find("")->name(), "UTC");
}

}  // namespace
}  // namespace zato::schedule
