// What schedulers depend on goes away: Redis, the ODB, the right time.
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "integration/scheduler/world.hpp"

namespace zato::test {
namespace {

using namespace std::chrono_literals;

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

// Nobody has started them: no server runs here.
TEST(Scheduler, SendsAgainWhatRedisHasForgotten) {
  World world;
  world.add_jobs(20, every_second());
  world.start("one");
  wait_until("it fires", 20s, [&] { return world.stream_length() >= 60; });
  ASSERT_EQ(world.redis().command({"FLUSHALL"}), "OK");
  wait_until("it says so", 15s, [&] { return world.metric("one", "zato_scheduler_repeated") >= 60; });
  ASSERT_TRUE(jobs::set_paused(world.odb(), world.cluster(), 0, true, "test"));
  wait_until("every run that has a row is in the stream", 15s, [&] {
    const auto stream = world.in_stream();
    const auto ledger = world.ledger();
    return world.unsent() == 0 &&
           std::all_of(ledger.begin(), ledger.end(), [&](const auto& run) { return stream.contains(run.key); });
  });
  for (const auto& [key, times] : world.in_stream()) EXPECT_EQ(times, 1) << key.text();
  const auto repeated = world.metric("one", "zato_scheduler_repeated");
  EXPECT_FALSE(eventually(5s, [&] { return world.metric("one", "zato_scheduler_repeated") > repeated; }))
      << "what Redis knows is not sent again";
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

// A clock of the scheduler's own: libfaketime, whose offset is read from a file each time.
class FakeClock {
 public:
  FakeClock() { set(0s); }

  void set(std::chrono::seconds ahead) {
    const auto fresh = file_.string() + ".new";
    std::ofstream(fresh) << (ahead < 0s ? "" : "+") << ahead.count() << "\n";
    std::filesystem::rename(fresh, file_);
  }
  void set(const std::string& utc) {
    const auto real = std::chrono::time_point_cast<schedule::Duration>(std::chrono::system_clock::now());
    set(std::chrono::duration_cast<std::chrono::seconds>(*schedule::parse_instant(utc) - real));
  }
  std::map<std::string, std::string> environment() const {
    if (!std::filesystem::exists(kLibrary)) throw std::runtime_error("scripts/install-deps test installs libfaketime");
    return {{"LD_PRELOAD", kLibrary},
            {"FAKETIME_TIMESTAMP_FILE", file_.string()},
            {"FAKETIME_NO_CACHE", "1"},
            {"FAKETIME_DONT_FAKE_MONOTONIC", "1"},
            {"DONT_FAKE_MONOTONIC", "1"},
            {"ASAN_OPTIONS", "verify_asan_link_order=0"}};  // of a build with it, which wants to be first
  }

 private:
  static constexpr const char* kLibrary = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
  TempDir directory_;
  const std::filesystem::path file_ = directory_.path() / "offset";
};

TEST(Scheduler, MovesIntervalJobsNotWhenTheClockIsSet) {
  FakeClock clock;
  World world;
  world.add_jobs(1, every_second());
  objects::SchedulerJob cron;
  cron.job_type = "cron_style";
  cron.cron_definition = "* * * * *";
  world.add_jobs(1, cron);
  world.start("one", {.environment = clock.environment()});
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
  clock.set(1h);
  fires_on(4);
  EXPECT_GE(cron_fires(), cron_before + 1);
  EXPECT_LE(cron_fires(), cron_before + 2) << "sixty minutes that were missed are one run";
  const auto cron_ahead = cron_fires();
  clock.set(-1h);
  fires_on(4);
  EXPECT_EQ(cron_fires(), cron_ahead) << "minutes that had their run have none again";
  const auto all = interval_fires();
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_EQ(all[i] - all[i - 1], 1s);
  EXPECT_NE(world.log("one").find("the wall clock was set by"), std::string::npos);
}

// Years ahead: libfaketime spoils timers where the clock is behind the real one.
// What the scheduler fires of `job` while its clock goes from one time to another, half an hour at a time.
std::vector<std::string> fired_between(const std::string& from, const std::string& to, const std::string& definition,
                                       const std::string& timezone) {
  FakeClock clock;
  World world;
  objects::SchedulerJob job;
  job.job_type = "cron_style";
  job.cron_definition = definition;
  job.timezone = timezone;
  world.add_jobs(1, job);
  // Says how far the scheduler has come.
  job.cron_definition = "5,35 * * * *";
  job.timezone = "UTC";
  world.add_jobs(1, job);
  clock.set(from);
  world.start("one", {.environment = clock.environment()});
  wait_until("it knows its jobs", 10s, [&] { return world.metric("one", "zato_scheduler_active") == 1; });
  let_last(1500ms);
  for (auto at = *schedule::parse_instant(from) + 30min; at <= *schedule::parse_instant(to); at += 30min) {
    const auto mark = std::chrono::floor<std::chrono::hours>(at) +
                      (at - std::chrono::floor<std::chrono::hours>(at) >= 30min ? 35min : 5min);
    clock.set(schedule::text_of(mark + 1s));
    wait_until("it has come to " + schedule::text_of(mark), 10s, [&] { return world.in_stream().contains({2, mark}); });
  }
  std::vector<std::string> out;
  for (const auto& [key, times] : world.in_stream()) {
    EXPECT_EQ(times, 1);
    if (key.job_id == 1) out.push_back(schedule::text_of(key.nominal));
  }
  return out;
}

std::vector<std::string> fired(std::initializer_list<const char*> times) {
  std::vector<std::string> out;
  for (const auto* time : times) out.push_back(schedule::text_of(*schedule::parse_instant(time)));
  return out;
}

TEST(Scheduler, RunsOnceAfterTheGapWhatSpringLeavesOut) {
  EXPECT_EQ(fired_between("2035-03-24 23:10:00", "2035-03-25 03:00:00", "30 2 * * *", "Europe/Warsaw"),
            (fired({"2035-03-25 01:00:00"})));
}

TEST(Scheduler, RunsOnceWhatAutumnHasTwice) {
  EXPECT_EQ(fired_between("2035-10-27 23:10:00", "2035-10-28 03:00:00", "30 2 * * *", "Europe/Warsaw"),
            (fired({"2035-10-28 00:30:00"})));
}

TEST(Scheduler, RunsEachHourThatPassesWhenClocksChange) {
  EXPECT_EQ(fired_between("2035-10-27 22:10:00", "2035-10-28 03:20:00", "0 * * * *", "Europe/Warsaw"),
            (fired({"2035-10-27 23:00:00", "2035-10-28 00:00:00", "2035-10-28 01:00:00", "2035-10-28 02:00:00",
                    "2035-10-28 03:00:00"})));
}

TEST(Scheduler, RunsOnALeapDay) {
  EXPECT_EQ(fired_between("2036-02-28 22:10:00", "2036-02-29 01:00:00", "0 0 29 2 *", ""),
            (fired({"2036-02-29 00:00:00"})));
}

}  // namespace
}  // namespace zato::test
