// Properties of every policy under a virtual clock: random schedules, random outages, a scheduler that looks now and
// then. ZATO_POLICY_STEPS makes the run long, ZATO_SEED repeats one.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <set>

#include "schedule/due.hpp"

namespace zato::schedule {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kSteps = 100'000;

class World {
 public:
  explicit World(unsigned seed) : random_(seed) {}

  std::int64_t below(std::int64_t limit) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(limit));
  }

  Times times() {
    static const char* const crons[] = {"* * * * *", "*/7 * * * *", "15 */2 * * *", "30 2 * * *", "0 0 1 * *"};
    static const char* const zones[] = {"UTC", "Europe/Warsaw", "America/New_York"};
    if (below(3) == 0) return Times(ByCron{*Cron::parse(crons[below(5)]), *Zone::find(zones[below(3)])});
    return Times(Every{start_ + seconds(below(600)), seconds(1 + below(300)),
                       static_cast<std::uint64_t>(below(2) == 0 ? 0 : 1 + below(500))});
  }

  // Mostly a moment, now and then an outage of up to two days.
  Duration pause() {
    return below(10) == 0 ? Duration(seconds(below(2 * 86400))) : Duration(milliseconds(1 + below(3000)));
  }

  const Instant start_ = *parse_instant("2026-03-28 22:00:00");

 private:
  std::mt19937_64 random_;
};

struct Progress {
  Instant cursor;
  Instant now;
  std::set<Instant> fired = {};
};

void check_step(const Times& times, const DueRules& rules, const Progress& run, const Due& out) {
  auto last = run.cursor;
  for (const auto at : out.times) {
    ASSERT_GT(at, last) << "in order, none twice";
    ASSERT_LE(at, run.now) << "none before its time";
    ASSERT_EQ(times.next_after(at - Duration(1)), at) << "only nominal times";
    ASSERT_EQ(run.fired.count(at), 0u);
    last = at;
  }
  const auto first = times.next_after(run.cursor);
  const bool missed = first && *first < run.now - rules.grace;
  if (!missed) {
    ASSERT_FALSE(out.left_out) << "nothing is left out that was only late";
  } else if (rules.missed == Missed::kOnce) {
    ASSERT_EQ(out.times.size(), 1u);
    ASSERT_EQ(out.times.front(), times.last_between(run.cursor, run.now));
  } else if (rules.missed == Missed::kSkip) {
    for (const auto at : out.times) ASSERT_GE(at, run.now - rules.grace);
  } else if (!out.left_out) {
    ASSERT_EQ(out.times.front(), *first);
  }
  if (out.next) {
    ASSERT_TRUE(*out.next > run.now || out.times.size() == rules.limit);
  }
}

TEST(Policies, HoldOverManyRandomSteps) {
  const char* given = std::getenv("ZATO_SEED");
  const auto seed = given ? static_cast<unsigned>(std::atol(given)) : std::random_device()();
  const char* many = std::getenv("ZATO_POLICY_STEPS");
  const int steps = many ? std::atoi(many) : kSteps;
  std::printf("seed %u, %d steps\n", seed, steps);
  World world(seed);
  for (int step = 0; step < steps;) {
    const auto times = world.times();
    const DueRules rules{.missed = static_cast<Missed>(world.below(3)),
                         .grace = seconds(1 + world.below(10)),
                         .catch_up_window = std::chrono::hours(1 + world.below(30)),
                         .limit = static_cast<std::size_t>(1 + world.below(50))};
    Progress run{world.start_, world.start_};
    for (int i = 0; i < 60; ++i, ++step) {
      run.now += world.pause();
      const auto out = due(times, run.cursor, run.now, rules);
      ASSERT_NO_FATAL_FAILURE(check_step(times, rules, run, out)) << "seed " << seed;
      // Killed before it noted anything: the successor finds the same.
      if (world.below(20) == 0) {
        ASSERT_EQ(due(times, run.cursor, run.now, rules).times, out.times);
      }
      run.fired.insert(out.times.begin(), out.times.end());
      if (!out.times.empty()) run.cursor = out.times.back();
    }
  }
}

TEST(Policies, LoseAndDoubleNothingWithoutOutages) {
  for (const auto missed : {Missed::kSkip, Missed::kOnce, Missed::kAll}) {
    const Instant start = *parse_instant("2026-11-21 10:00:00");
    const Times times(Every{start, seconds(1), 10'000});
    auto cursor = start - seconds(1);
    std::size_t fired = 0;
    for (auto now = start; now < start + seconds(10'010); now += milliseconds(700)) {
      const auto out = due(times, cursor, now, {.missed = missed});
      fired += out.times.size();
      if (!out.times.empty()) cursor = out.times.back();
    }
    EXPECT_EQ(fired, 10'000u);
  }
}

}  // namespace
}  // namespace zato::schedule
