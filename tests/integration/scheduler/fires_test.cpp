// Each nominal time of each job is fired once, whoever is killed. ZATO_SEED repeats a run.
#include <gtest/gtest.h>

#include <csignal>
#include <random>

#include "integration/profile.hpp"
#include "integration/scheduler/world.hpp"

namespace zato::test {
namespace {

using jobs::FireKey;
using jobs::Instant;

Instant now() { return std::chrono::time_point_cast<schedule::Duration>(std::chrono::system_clock::now()); }

objects::SchedulerJob every_second(const std::string& missed) {
  objects::SchedulerJob job;
  job.seconds = 1;
  job.missed_runs = missed;
  return job;
}

// Nothing is planned any more, which jobs of each second show by their newest time, and all that was planned has gone
// out.
void quiesce(World& world) {
  ASSERT_TRUE(jobs::set_paused(world.odb(), world.cluster(), 0, true, "test"));
  wait_until("all that was planned has gone out", 60s, [&] {
    Instant newest;
    for (const auto& run : world.ledger()) newest = std::max(newest, run.key.nominal);
    return now() - newest > 3s && world.unsent() == 0;
  });
}

struct Count {
  std::size_t planned = 0, lost = 0, doubled = 0, holes = 0, unplanned = 0;
};

// Every row of the ledger is in the stream once, nothing else is, and no nominal time between a job's first and last is
// missing.
Count count(World& world) {
  Count out;
  auto stream = world.in_stream();
  std::map<schema::Id, std::set<Instant>> by_job;
  for (const auto& run : world.ledger()) {
    ++out.planned;
    by_job[run.key.job_id].insert(run.key.nominal);
    const auto found = stream.find(run.key);
    if (found == stream.end()) ++out.lost;
    if (found != stream.end() && found->second > 1) ++out.doubled;
    if (found != stream.end()) stream.erase(found);
  }
  out.unplanned = stream.size();
  for (const auto& [job, times] : by_job) {
    const auto span = std::chrono::duration_cast<std::chrono::seconds>(*times.rbegin() - *times.begin()).count();
    out.holes += static_cast<std::size_t>(span) + 1 - times.size();
  }
  return out;
}

class Monkey {
 public:
  explicit Monkey(World& world) : world_(world) {
    const char* given = std::getenv("ZATO_SEED");
    seed_ = given ? static_cast<unsigned>(std::atol(given)) : std::random_device()();
    random_.seed(seed_);
  }

  unsigned seed() const { return seed_; }
  Millis pause() { return Millis(200 + random_() % 1300); }

  void strike() {
    const auto victim = random_() % 2 == 0 ? "one" : "two";
    switch (random_() % 4) {
      case 0:
        world_.redis().kill();
        world_.redis().start();
        return;
      case 1: {  // longer than its lease: it wakes up when another one is active
        auto& process = world_.scheduler(victim);
        process.signal(SIGSTOP);
        static_cast<void>(eventually(Millis(random_() % 3000), [] { return false; }));
        process.signal(SIGCONT);
        return;
      }
      default:
        world_.scheduler(victim).signal(SIGKILL);
        world_.scheduler(victim).wait();
        world_.start(victim);
    }
  }

 private:
  World& world_;
  unsigned seed_ = 0;
  std::mt19937 random_;
};

// A look for unsent runs and the note that they have gone out cross each other.
TEST(Scheduler, SendsEachRunOnceWhereNobodyIsKilled) {
  World world;
  auto job = every_second("all");
  for (int part = 0; part < 20; ++part) {
    job.start_date = schedule::text_of(now() + std::chrono::milliseconds(50 * part));
    world.add_jobs(100, job);
  }
  world.start("one", {.settings = {{"scheduler/poll_interval", "0.05"}}});
  wait_until("many have gone out", 60s, [&] { return world.metric("one", "zato_scheduler_fires") >= 20'000; });
  quiesce(world);
  EXPECT_EQ(world.metric("one", "zato_scheduler_fires"), static_cast<double>(world.ledger().size()));
}

TEST(Scheduler, FiresEachNominalTimeOnceWhoeverIsKilled) {
  const int job_count = by_profile(50, 1000);
  const auto runs = by_profile<std::size_t>(1000, 20'000);
  const int strikes = by_profile(10, 20);
  World world;
  world.add_jobs(job_count, every_second("all"));
  Monkey monkey(world);
  std::printf("seed %u\n", monkey.seed());
  world.start("one");
  world.start("two");
  for (int i = 0; i < strikes; ++i) {
    static_cast<void>(eventually(monkey.pause(), [] { return false; }));
    monkey.strike();
  }
  wait_until("enough has been fired", 120s, [&] { return world.ledger().size() >= runs; });
  quiesce(world);
  const auto result = count(world);
  std::printf("%zu runs planned, lost %zu, doubled %zu, unplanned %zu, times left out %zu\n", result.planned,
              result.lost, result.doubled, result.unplanned, result.holes);
  EXPECT_EQ(result.lost, 0u) << "seed " << monkey.seed();
  EXPECT_EQ(result.doubled, 0u) << "seed " << monkey.seed();
  EXPECT_EQ(result.unplanned, 0u) << "seed " << monkey.seed();
  EXPECT_EQ(result.holes, 0u) << "seed " << monkey.seed();
}

TEST(Scheduler, HandsOverToAnotherOne) {
  World world;
  world.add_jobs(1, every_second("once"));
  world.start("one");
  wait_until("one is active", 10s, [&] { return world.active() == "one"; });
  world.start("two");
  std::vector<double> times;
  for (int i = 0; i < by_profile(4, 20); ++i) {
    const std::string active = i % 2 == 0 ? "one" : "two";
    const std::string other = i % 2 == 0 ? "two" : "one";
    wait_until(active + " fires", 20s,
               [&] { return world.active() == active && world.metric(active, "zato_scheduler_active") == 1; });
    const auto begun = Clock::now();
    world.scheduler(active).signal(SIGKILL);
    wait_until(other + " is active", 20s, [&] { return world.metric(other, "zato_scheduler_active") == 1; });
    times.push_back(std::chrono::duration<double>(Clock::now() - begun).count());
    world.scheduler(active).wait();
    world.start(active);
  }
  std::sort(times.begin(), times.end());
  std::printf("fail-over with K = 1 s: median %.2f s, maximum %.2f s of %zu\n", times[times.size() / 2], times.back(),
              times.size());
  EXPECT_LT(times.back(), 3.0);

  const auto active = world.active();
  const std::string other = active == "one" ? "two" : "one";
  const auto begun = Clock::now();
  EXPECT_EQ(world.scheduler(active).stop(), 0);
  wait_until(other + " is active", 10s, [&] { return world.metric(other, "zato_scheduler_active") == 1; });
  std::printf("clean stop: %.2f s\n", std::chrono::duration<double>(Clock::now() - begun).count());
}

TEST(Scheduler, TakesOrdersAndPauses) {
  World world;
  objects::SchedulerJob yearly;
  yearly.job_type = "cron_style";
  yearly.cron_definition = "@yearly";
  world.add_jobs(1, yearly);
  world.add_jobs(1, every_second("skip"));
  world.start("one");
  wait_until("it fires", 10s, [&] { return world.stream_length() > 0; });
  quiesce(world);
  const auto before = world.stream_length();
  ASSERT_TRUE(jobs::order_run(world.odb(), world.cluster(), 1, "K1", now()));
  wait_until("a run that was ordered goes out while all is paused", 5s,
             [&] { return world.stream_length() == before + 1; });
  ASSERT_TRUE(jobs::set_paused(world.odb(), world.cluster(), 0, false, "test"));
  wait_until("it fires again", 10s, [&] { return world.stream_length() > before + 1; });
}

TEST(Scheduler, SwitchesAJobOffThatHasHadItsOnlyRun) {
  World world;
  objects::SchedulerJob job;
  job.job_type = "one_time";
  job.start_date = "2026-01-01 00:00:00";
  world.add_jobs(1, job);
  world.start("one");
  wait_until("it runs though its time is past", 10s, [&] { return world.stream_length() == 1; });
  const auto active = [&] {
    const auto rows = base::value_or_throw(world.odb().query("SELECT is_active FROM job WHERE id = 1"));
    return rows.front().boolean(0);
  };
  EXPECT_FALSE(eventually(2s, [&] { return !active(); })) << "it has gone out, but has not run";
  const auto key = world.in_stream().begin()->first;
  ASSERT_TRUE(*jobs::begin_run(world.odb(), world.cluster(), key, "server1", "1-0", now()));
  ASSERT_TRUE(jobs::end_run(world.odb(), world.cluster(), key, true, "", now()));
  wait_until("it is switched off", 10s, [&] { return !active(); });
  EXPECT_FALSE(eventually(2s, [&] { return world.stream_length() != 1; }));
}

}  // namespace
}  // namespace zato::test
