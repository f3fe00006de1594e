#include "schedule/cron.hpp"

#include <gtest/gtest.h>

namespace zato::schedule {
namespace {

std::string problem(std::string_view text) {
  const auto cron = Cron::parse(text);
  return cron ? "" : cron.error().message;
}

bool matches(std::string_view definition, std::string_view time) {
  const auto cron = Cron::parse(definition);
  EXPECT_TRUE(cron) << definition;
  return cron->matches(Local(whole_seconds(*parse_instant(time)).time_since_epoch()));
}

TEST(Cron, ReadsListsRangesStepsAndNames) {
  EXPECT_TRUE(matches("*/15 8-17 * * mon-fri", "2026-11-20 08:45:00"));
  EXPECT_FALSE(matches("*/15 8-17 * * mon-fri", "2026-11-21 08:45:00"));  // a Saturday
  EXPECT_FALSE(matches("*/15 8-17 * * *", "2026-11-20 18:00:00"));
  EXPECT_TRUE(matches("5/20 * * * *", "2026-11-20 00:45:00"));
  EXPECT_FALSE(matches("5/20 * * * *", "2026-11-20 00:00:00"));
  EXPECT_TRUE(matches("0 0 1 JAN,jul *", "2026-07-01 00:00:00"));
  EXPECT_TRUE(matches("10-40/10 * * * *", "2026-07-01 00:30:00"));
  EXPECT_FALSE(matches("10-40/10 * * * *", "2026-07-01 00:50:00"));
}

TEST(Cron, KnowsSundayByBothItsNumbers) {
  for (const auto* sunday : {"0 0 * * 0", "0 0 * * 7", "0 0 * * sun", "0 0 * * 5-7"}) {
    EXPECT_TRUE(matches(sunday, "2026-11-22 00:00:00")) << sunday;
  }
}

TEST(Cron, HonoursTheDayOfTheWeekOfWeeklyJobs) {
  EXPECT_TRUE(matches("@weekly", "2026-11-22 00:00:00"));
  for (const auto* other : {"2026-11-21 00:00:00", "2026-11-23 00:00:00", "2026-11-25 00:00:00"}) {
    EXPECT_FALSE(matches("@weekly", other)) << other;
  }
}

TEST(Cron, TakesEitherDayWhereBothAreNamed) {
  EXPECT_TRUE(matches("0 0 13 * fri", "2026-11-20 00:00:00"));  // a Friday
  EXPECT_TRUE(matches("0 0 13 * fri", "2026-10-13 00:00:00"));  // a Tuesday
  EXPECT_FALSE(matches("0 0 13 * fri", "2026-10-14 00:00:00"));
  EXPECT_FALSE(matches("0 0 */2 * fri", "2026-10-16 00:00:00")) << "a field that begins with * takes nothing in";
}

TEST(Cron, KnowsTheAliases) {
  EXPECT_TRUE(matches("@hourly", "2026-11-22 17:00:00"));
  EXPECT_TRUE(matches("@daily", "2026-11-22 00:00:00"));
  EXPECT_TRUE(matches("@midnight", "2026-11-22 00:00:00"));
  EXPECT_TRUE(matches("@monthly", "2026-11-01 00:00:00"));
  EXPECT_TRUE(matches("@yearly", "2026-01-01 00:00:00"));
  EXPECT_TRUE(matches("@annually", "2026-01-01 00:00:00"));
  EXPECT_FALSE(matches("@yearly", "2026-02-01 00:00:00"));
}

TEST(Cron, SaysWhichFieldIsWrong) {
  EXPECT_EQ(problem("* * * *"), "has 4 fields, not 5: minute, hour, day of the month, month, day of the week");
  EXPECT_EQ(problem("60 * * * *"), "has the minute `60`, which is none");
  EXPECT_EQ(problem("* 5-1 * * *"), "has the hour `5-1`, which is none");
  EXPECT_EQ(problem("* * 0 * *"), "has the day of the month `0`, which is none");
  EXPECT_EQ(problem("* * * foo *"), "has the month `foo`, which is none");
  EXPECT_EQ(problem("*/0 * * * *"), "has the minute `*/0`, which is none");
  EXPECT_EQ(problem("1,,2 * * * *"), "has the minute `1,,2`, which is none");
  EXPECT_EQ(problem("@reboot"), "is not one of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly");
}

TEST(Cron, GivesUpOnDaysThatNeverCome) {
  const auto cron = Cron::parse("0 0 30 2 *");
  ASSERT_TRUE(cron);
  EXPECT_FALSE(cron->first(Local(std::chrono::seconds(0))));
}

}  // namespace
}  // namespace zato::schedule
