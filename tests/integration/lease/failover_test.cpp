// How fast the role moves: within 2 K when its holder is killed, within a second when it ends in order.
#include <gmock/gmock.h>

#include <algorithm>

#include "contest.hpp"
#include "integration/profile.hpp"

namespace zato::test {
namespace {

constexpr Millis kKeepAlive = 1s;

// How long each of so many ends of a holder left the role without effect.
std::vector<Millis> measure(Contest& contest, int rounds, const std::function<void(int)>& end) {
  std::vector<Millis> took;
  for (int round = 0; round < rounds; ++round) {
    const auto epoch = contest.row().epoch;
    wait_until("the holder has an effect", 10s, [&] { return contest.moved_beyond(epoch - 1); });
    const int holder = contest.holder().value();
    const auto before = Clock::now();
    end(holder);
    wait_until("another one has an effect", 10s, [&] { return contest.moved_beyond(epoch); });
    took.push_back(std::chrono::duration_cast<Millis>(Clock::now() - before));
    contest.start(holder);
  }
  std::ranges::sort(took);
  std::printf("%d times: median %lld ms, at most %lld ms\n", rounds,
              static_cast<long long>(took[took.size() / 2].count()), static_cast<long long>(took.back().count()));
  return took;
}

TEST(Failover, TakesLessThan2KAfterAKill) {
  Contest contest(odb::Engine::kSqlite, kKeepAlive);
  wait_until("somebody has the role", 10s, [&] { return contest.moved_beyond(0); });
  const auto took = measure(contest, by_profile(10, 50), [&](int holder) { contest.kill(holder); });
  EXPECT_LE(took.back(), 2 * kKeepAlive * slowness());
  EXPECT_GE(took.front(), kKeepAlive) << "the holder might still have been alive";
  EXPECT_EQ(contest.effects().out_of_order, 0);
}

TEST(Failover, TakesLessThanASecondAfterAnEndInOrder) {
  Contest contest(odb::Engine::kSqlite, 5s);
  wait_until("somebody has the role", 10s, [&] { return contest.row().epoch > 0; });
  for (int round = 0; round < by_profile(5, 50); ++round) {
    const auto epoch = contest.row().epoch;
    const int holder = contest.holder().value();
    const auto before = Clock::now();
    contest.finish(holder);
    wait_until("another one has the role", 10s, [&] { return contest.row().epoch > epoch; });
    EXPECT_LE(Clock::now() - before, 1s * slowness());
    contest.start(holder);
  }
}

}  // namespace
}  // namespace zato::test
