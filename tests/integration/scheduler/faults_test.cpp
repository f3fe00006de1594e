// What schedulers depend on goes away: Redis, the ODB, the right time.
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "integration/scheduler/world.hpp"

namespace zato::test {
namespace {

objects::SchedulerJob every_second() {
  objects::SchedulerJob job;
  job.seconds = 1;
  job.missed_runs = "all";
  return job;
}

TEST(Scheduler, KeepsRunsWhileRedisIsAway) {
  World world;
  world.add_jobs(5, every_second());
  world.start("one");
  wait_until("it fires", 10s, [&] { return world.stream_length() > 0; });
  world.redis().kill();
  const auto before = world.ledger().size();
  wait_until("runs are written all the same", 10s,
             [&] { return world.unsent() >= 10 && world.ledger().size() >= before + 10; });
  world.redis().start();
  wait_until("they go out when it is back", 15s, [&] { return world.unsent() <= 5; });
  for (const auto& [key, times] : world.in_stream()) EXPECT_EQ(times, 1) << key.text();
}

TEST(Scheduler, FiresNothingWithoutARow) {
  World world;
  world.add_jobs(5, every_second());
  world.start("one");
  wait_until("it fires", 10s, [&] { return world.stream_length() > 0; });
  ASSERT_TRUE(world.odb().execute("BEGIN EXCLUSIVE"));
  wait_until("what has a row has gone out", 5s, [&] {
    const auto before = world.stream_length();
    return !eventually(1500ms, [&] { return world.stream_length() != before; });
  });
  const auto before = world.stream_length();
  EXPECT_FALSE(eventually(1500ms, [&] { return world.stream_length() != before; }));
  ASSERT_TRUE(world.odb().execute("COMMIT"));
  wait_until("it makes up for what was missed", 20s, [&] { return world.stream_length() >= before + 15; });
  std::map<schema::Id, std::vector<jobs::Instant>> times;
  for (const auto& [key, sent] : world.in_stream()) {
    EXPECT_EQ(sent, 1);
    times[key.job_id].push_back(key.nominal);
  }
  for (const auto& [job, all] : times) {
    for (std::size_t i = 1; i < all.size(); ++i) EXPECT_EQ(all[i] - all[i - 1], 1s);
  }
}

// libfaketime, whose offset is read from a file each time.
TEST(Scheduler, MovesIntervalJobsNotWhenTheClockIsSet) {
  const std::filesystem::path library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
  ASSERT_TRUE(std::filesystem::exists(library)) << "scripts/install-deps test installs it";
  TempDir directory;
  const auto file = directory.path() / "offset";
  const auto set_clock = [&](const std::string& offset) { std::ofstream(file) << offset << "\n"; };
  set_clock("+0");
  World world;
  world.add_jobs(1, every_second());
  objects::SchedulerJob cron;
  cron.job_type = "cron_style";
  cron.cron_definition = "* * * * *";
  world.add_jobs(1, cron);
  world.start("one", {.environment = {{"LD_PRELOAD", library.string()},
                                      {"FAKETIME_TIMESTAMP_FILE", file.string()},
                                      {"FAKETIME_NO_CACHE", "1"},
                                      {"FAKETIME_DONT_FAKE_MONOTONIC", "1"},
                                      {"DONT_FAKE_MONOTONIC", "1"}}});
  const auto interval_fires = [&] {
    std::vector<jobs::Instant> out;
    for (const auto& [key, times] : world.in_stream()) {
      EXPECT_EQ(times, 1);
      if (key.job_id == 1) out.push_back(key.nominal);
    }
    return out;
  };
  const auto cron_fires = [&] {
    std::size_t out = 0;
    for (const auto& [key, times] : world.in_stream()) out += key.job_id == 2 ? 1 : 0;
    return out;
  };
  const auto fires_on = [&](std::size_t more) {
    const auto before = interval_fires().size();
    wait_until("interval fires go on", 20s, [&] { return interval_fires().size() >= before + more; });
  };
  fires_on(3);
  const auto cron_before = cron_fires();
  set_clock("+3600");
  fires_on(4);
  EXPECT_GE(cron_fires(), cron_before + 1);
  EXPECT_LE(cron_fires(), cron_before + 2) << "sixty minutes that were missed are one run";
  const auto cron_ahead = cron_fires();
  set_clock("-3600");
  fires_on(4);
  EXPECT_EQ(cron_fires(), cron_ahead) << "minutes that had their run have none again";
  const auto all = interval_fires();
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_EQ(all[i] - all[i - 1], 1s);
  EXPECT_NE(world.log("one").find("the wall clock was set by"), std::string::npos);
}

}  // namespace
}  // namespace zato::test
