#include "broker/reconnect_fsm.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace zato::broker {
namespace {

using namespace std::chrono_literals;
using base::MonotonicTime;
using Action = ReconnectFsm::Action;

struct ReconnectFsmTest : testing::Test {
  MonotonicTime now{1h};
  AttemptBudget budget;
  double random = 1.0;  // jitter at its longest unless a test says otherwise
  ReconnectFsm fsm{{}, budget, [this] { return random; }};

  Action next() { return fsm.next(now).action; }
  base::Monotonic::duration pause() { return fsm.next(now).until - now; }
  void wait() { now = fsm.next(now).until; }
};

TEST_F(ReconnectFsmTest, ConnectsAtOnceAndServes) {
  EXPECT_EQ(next(), Action::kConnect);
  fsm.connected(now);
  EXPECT_EQ(next(), Action::kServe);
}

TEST_F(ReconnectFsmTest, PausesLongerAfterEachFailureUpToALimit) {
  std::vector<base::Monotonic::duration> pauses;
  for (int i = 0; i < 7; ++i) {
    ASSERT_EQ(next(), Action::kConnect);
    now += 1s;  // the attempt takes a while, so that the budget is no limit here
    fsm.failed(now);
    pauses.push_back(pause());
    wait();
  }
  EXPECT_EQ(pauses, (std::vector<base::Monotonic::duration>{100ms, 200ms, 400ms, 800ms, 1600ms, 2s, 2s}));
}

TEST_F(ReconnectFsmTest, ShortensPausesByUpToAHalf) {
  random = 0.0;
  next();
  now += 1s;
  fsm.failed(now);
  EXPECT_EQ(pause(), 50ms);
}

TEST_F(ReconnectFsmTest, StartsOverAfterAConnectionThatLasted) {
  for (int i = 0; i < 5; ++i) {
    next();
    now += 1s;
    fsm.failed(now);
    wait();
  }
  next();
  fsm.connected(now);
  now += 10s;
  fsm.lost(now);
  EXPECT_EQ(pause(), 100ms);
}

TEST_F(ReconnectFsmTest, KeepsPausingLongerWhileConnectionsDieYoung) {
  base::Monotonic::duration last{};
  for (int i = 0; i < 5; ++i) {
    next();
    fsm.connected(now);
    now += 500ms;
    fsm.lost(now);
    EXPECT_GE(pause(), last);
    last = pause();
    wait();
  }
  EXPECT_EQ(last, 1600ms);
}

TEST_F(ReconnectFsmTest, MakesTheFirstAttemptOfEachConnectionAtOnce) {
  ReconnectFsm other({}, budget, [] { return 0.0; });
  ReconnectFsm third({}, budget, [] { return 0.0; });
  for (ReconnectFsm* one : {&fsm, &other, &third}) EXPECT_EQ(one->next(now).action, Action::kConnect);
}

TEST_F(ReconnectFsmTest, NeverTriesAgainMoreThanTwiceASecondEvenWithSeveralConnections) {
  random = 0.0;
  ReconnectFsm other({}, budget, [] { return 0.0; });
  ReconnectFsm third({}, budget, [] { return 0.0; });
  for (ReconnectFsm* one : {&fsm, &other, &third}) {
    one->next(now);
    one->failed(now);
  }
  std::vector<MonotonicTime> attempts;
  const auto end = now + 60s;
  for (; now < end; now += 1ms) {
    for (ReconnectFsm* one : {&fsm, &other, &third}) {
      if (one->next(now).action != Action::kConnect) continue;
      attempts.push_back(now);
      one->failed(now);
    }
  }
  ASSERT_GT(attempts.size(), 30U);
  for (std::size_t i = 2; i < attempts.size(); ++i) EXPECT_GE(attempts[i] - attempts[i - 2], 1s);
}

TEST_F(ReconnectFsmTest, EndsWhenStoppedInAnyState) {
  fsm.stop();
  EXPECT_EQ(next(), Action::kEnd);
  fsm.failed(now);
  EXPECT_EQ(next(), Action::kEnd);
  fsm.connected(now);
  EXPECT_EQ(next(), Action::kEnd);
}

}  // namespace
}  // namespace zato::broker
