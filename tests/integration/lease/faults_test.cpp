// Random faults on five candidates: whatever happens, no order of an earlier holder has an effect once a later one had
// one. ZATO_TEST_SEED=<number> does the same again.
#include <gmock/gmock.h>

#include <cstdlib>

#include "faults.hpp"
#include "integration/profile.hpp"

namespace zato::test {
namespace {

unsigned seed_of_run() {
  const char* given = std::getenv("ZATO_TEST_SEED");
  return given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
}

class RandomFaults : public testing::TestWithParam<odb::Engine> {};

TEST_P(RandomFaults, LetNoOrderOfAnEarlierHolderHaveAnEffect) {
  const unsigned seed = seed_of_run();
  std::printf("seed %u\n", seed);
  std::fflush(stdout);
  Contest contest(GetParam(), 300ms);
  wait_until("somebody has the role", 10s, [&] { return contest.moved_beyond(0); });
  Faults faults(contest, seed);
  faults.run(by_profile(200, 500));

  const auto last = contest.row().epoch;
  for (int candidate = 0; candidate < contest.candidates(); ++candidate) contest.finish(candidate);
  contest.start(0);
  wait_until("the role is held again once all faults are over", 10s, [&] { return contest.moved_beyond(last); });
  const auto effects = contest.effects();
  std::printf("%s: %lld effects of %lld epochs, %lld of them too late; orders of those who ended in order: %s\n",
              faults.summary().c_str(), static_cast<long long>(effects.accepted),
              static_cast<long long>(effects.epochs), static_cast<long long>(effects.out_of_order),
              contest.orders().c_str());
  EXPECT_EQ(effects.out_of_order, 0) << "seed " << seed;
  EXPECT_GT(effects.epochs, 10) << "the role must have moved often for this to say anything";
  EXPECT_GT(effects.accepted, 100);
}

INSTANTIATE_TEST_SUITE_P(On, RandomFaults, testing::Values(odb::Engine::kSqlite, odb::Engine::kPostgresql),
                         [](const auto& engine) {
                           return std::string(engine.param == odb::Engine::kSqlite ? "Sqlite" : "Postgresql");
                         });

}  // namespace
}  // namespace zato::test
