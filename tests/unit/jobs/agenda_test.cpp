#include "jobs/agenda.hpp"

#include <gtest/gtest.h>

namespace zato::jobs {
namespace {

using namespace std::chrono_literals;

const Instant kStart = *schedule::parse_instant("2026-11-21 10:00:00");

std::shared_ptr<const Job> made(Job job) { return std::make_shared<const Job>(std::move(job)); }

std::shared_ptr<const Job> every_minute(schema::Id id, schedule::Overlap overlap = schedule::Overlap::kAllow) {
  return made({.id = id,
               .name = "job",
               .type = "interval_based",
               .schedule = "every|2026-11-21 10:00:00|60|0",
               .overlap = overlap});
}

Now both(Instant at) { return {at, at}; }

TEST(Agenda, HandsOutWhatIsDueAndMovesOn) {
  Agenda agenda({});
  ASSERT_TRUE(agenda.set(every_minute(1), kStart, kStart));
  EXPECT_TRUE(agenda.take(both(kStart + 59s)).empty());
  EXPECT_EQ(agenda.next().steady, kStart + 60s);
  const auto due = agenda.take(both(kStart + 61s));
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].nominal, kStart + 60s);
  EXPECT_TRUE(agenda.take(both(kStart + 61s)).empty());
  EXPECT_EQ(agenda.next_of(1), kStart + 120s);
}

TEST(Agenda, MovesIntervalJobsNotWhenTheWallClockIsSet) {
  Agenda agenda({});
  ASSERT_TRUE(agenda.set(every_minute(1), kStart, kStart));
  EXPECT_TRUE(agenda.take({.wall = kStart + 1h, .steady = kStart + 30s}).empty());
  EXPECT_EQ(agenda.take({.wall = kStart - 1h, .steady = kStart + 60s}).size(), 1u);
}

TEST(Agenda, FiresACronMinuteOnceHoweverTheClockIsSet) {
  Agenda agenda({});
  ASSERT_TRUE(
      agenda.set(made({.id = 1, .name = "job", .type = "cron_style", .schedule = "cron|0 * * * *|"}), kStart, kStart));
  EXPECT_EQ(agenda.take({.wall = kStart + 1h, .steady = kStart}).size(), 1u);
  EXPECT_TRUE(agenda.take({.wall = kStart, .steady = kStart + 1s}).empty()) << "the clock was put back";
  EXPECT_TRUE(agenda.take({.wall = kStart + 1h, .steady = kStart + 1h}).empty()) << "this hour has had its run";
  const auto forward = agenda.take({.wall = kStart + 24h, .steady = kStart + 2h});
  ASSERT_EQ(forward.size(), 1u) << "one run for all that were missed";
  EXPECT_EQ(forward[0].nominal, kStart + 24h);
  EXPECT_TRUE(forward[0].left_out);
}

TEST(Agenda, LooksAheadWhereRunsMayOverlap) {
  Agenda agenda({.ahead = 200ms});
  ASSERT_TRUE(agenda.set(every_minute(1), kStart, kStart));
  ASSERT_TRUE(agenda.set(every_minute(2, schedule::Overlap::kSkip), kStart, kStart));
  const auto due = agenda.take(both(kStart + 60s - 150ms));
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].job->id, 1);
  EXPECT_EQ(agenda.take(both(kStart + 60s)).size(), 1u);
}

TEST(Agenda, ForgetsJobs) {
  Agenda agenda({});
  ASSERT_TRUE(agenda.set(every_minute(1), kStart, kStart));
  agenda.remove(1);
  EXPECT_TRUE(agenda.take(both(kStart + 1h)).empty());
  EXPECT_FALSE(agenda.next().steady);
}

TEST(Agenda, RefusesWhatItDoesNotUnderstand) {
  Agenda agenda({});
  EXPECT_FALSE(agenda.set(made({.id = 1, .schedule = "cron|* * * * *|Mars/Olympus"}), kStart, kStart));
  EXPECT_EQ(agenda.size(), 0u);
}

}  // namespace
}  // namespace zato::jobs
