#include "lease/odb_store.hpp"

#include <atomic>
#include <optional>
#include <thread>

#include "lease/fence.hpp"
#include "lease/status.hpp"
#include "odb/conformance/engine.hpp"
#include "odb/transaction.hpp"
#include "support/wait.hpp"

namespace zato::odb {
namespace {

using namespace std::chrono_literals;
using lease::Row;

class LeaseRow : public WithCluster {
 protected:
  static Row mine(const std::string& holder, lease::Epoch epoch, std::int64_t counter) {
    return {.holder = holder, .epoch = epoch, .counter = counter, .patience = 5s};
  }
  base::Result<void> in_write(const std::function<base::Result<void>()>& work) {
    return in_transaction(*connection_, Mode::kWrite, work);
  }

  Pool pool_{options_};
  lease::OdbStore store{pool_, cluster_, "singleton"};
};

TEST_P(LeaseRow, IsThereOnceSomebodyHasTakenTheRole) {
  EXPECT_EQ(expect_ok(store.read()), Row());
  EXPECT_TRUE(expect_ok(store.take({}, mine("one#1", 1, 1))));
  EXPECT_EQ(expect_ok(store.read()), mine("one#1", 1, 1));
}

TEST_P(LeaseRow, IsTakenByOneOfTwoWhoHaveSeenTheSame) {
  EXPECT_TRUE(expect_ok(store.take({}, mine("one#1", 1, 1))));
  EXPECT_FALSE(expect_ok(store.take({}, mine("two#1", 1, 1))));
  const auto seen = expect_ok(store.read());
  EXPECT_TRUE(expect_ok(store.take(seen, mine("two#1", 2, 2))));
  EXPECT_FALSE(expect_ok(store.take(seen, mine("three#1", 2, 2))));
  EXPECT_EQ(expect_ok(store.read()), mine("two#1", 2, 2));
}

TEST_P(LeaseRow, IsTakenByOneOfManyAtATime) {
  for (lease::Epoch epoch = 1; epoch <= 20; ++epoch) {
    const auto seen = expect_ok(store.read());
    std::atomic<int> winners = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&, i] {
        const auto won = store.take(seen, mine(std::to_string(i), epoch, seen.counter + 1));
        winners += won && *won ? 1 : 0;
      });
    for (auto& thread : threads) thread.join();
    ASSERT_EQ(winners, 1) << "epoch " << epoch;
  }
}

TEST_P(LeaseRow, IsNotTakenOnceTheHolderHasRenewed) {
  EXPECT_TRUE(expect_ok(store.take({}, mine("one#1", 1, 1))));
  const auto seen = expect_ok(store.read());
  EXPECT_TRUE(expect_ok(store.renew(seen)));
  EXPECT_FALSE(expect_ok(store.take(seen, mine("two#1", 2, 2))));
}

TEST_P(LeaseRow, IsRenewedByItsHolderAndOfItsEpochOnly) {
  EXPECT_TRUE(expect_ok(store.take({}, mine("one#1", 1, 1))));
  EXPECT_FALSE(expect_ok(store.renew(mine("two#1", 1, 1))));
  EXPECT_FALSE(expect_ok(store.renew(mine("one#1", 2, 1))));
  EXPECT_FALSE(expect_ok(store.release(mine("one#2", 1, 1)))) << "another run of the same server";
}

TEST_P(LeaseRow, KeepsItsEpochWhenTheRoleIsGivenUp) {
  EXPECT_TRUE(expect_ok(store.take({}, mine("one#1", 1, 1))));
  EXPECT_TRUE(expect_ok(store.release(mine("one#1", 1, 1))));
  EXPECT_EQ(expect_ok(store.read()), mine("", 1, 2));
}

TEST_P(LeaseRow, OfAnotherRoleIsAnother) {
  lease::OdbStore scheduler(pool_, cluster_, "scheduler");
  EXPECT_TRUE(expect_ok(store.take({}, mine("one#1", 1, 1))));
  EXPECT_TRUE(expect_ok(scheduler.take({}, mine("two#1", 1, 1))));
}

TEST_P(LeaseRow, IsEchoedInTheSameTransactionOrNotWritten) {
  lease::OdbStore failing(pool_, cluster_, "singleton", [](Connection&, const Row&, bool) -> base::Result<void> {
    return base::fail(base::Code::kInternal, "no echo");
  });
  EXPECT_FALSE(failing.take({}, mine("one#1", 1, 1)));
  EXPECT_EQ(expect_ok(store.read()), Row());
}

TEST_P(LeaseRow, TellsWhoHoldsTheRoleAndSinceWhen) {
  EXPECT_EQ(expect_ok(lease::read_status(*connection_, cluster_, "singleton")).holder, "");
  EXPECT_TRUE(expect_ok(store.take({}, mine("one#1", 1, 1))));
  const auto status = expect_ok(lease::read_status(*connection_, cluster_, "singleton", base::Wall::now() + 90s));
  EXPECT_EQ(status.holder, "one");
  EXPECT_EQ(status.epoch, 1);
  EXPECT_GE(status.age, 90s);
  EXPECT_LT(status.age, 150s);
}

TEST_P(LeaseRow, FencesOrdersOfEarlierEpochs) {
  EXPECT_TRUE(expect_ok(store.take({}, mine("one#1", 6, 1))));
  const auto order_of = [&](lease::Epoch epoch) {
    return in_write([&] { return lease::check_epoch(*connection_, cluster_, "singleton", epoch); });
  };
  EXPECT_TRUE(order_of(6));
  const auto late = order_of(5);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, base::Code::kConflict);
  EXPECT_FALSE(order_of(7)) << "an epoch that nobody has taken";
}

TEST_P(LeaseRow, IsNotTakenInTheMiddleOfAnEffect) {
  EXPECT_TRUE(expect_ok(store.take({}, mine("one#1", 1, 1))));
  const auto seen = expect_ok(store.read());
  std::optional<std::thread> other;
  std::atomic<bool> taken = false;
  expect_ok(in_write([&]() -> base::Result<void> {
    ZATO_CHECK(lease::check_epoch(*connection_, cluster_, "singleton", 1));
    other.emplace([&] {
      // SQLite gives up after a while, PostgreSQL waits.
      while (!taken) taken = store.take(seen, mine("two#1", 2, 2)).value_or(false);
    });
    EXPECT_TRUE(test::holds_for(100ms, [&] { return !taken; }));
    return {};
  }));
  other->join();
  EXPECT_TRUE(taken);
}

ZATO_ON_EVERY_ENGINE(LeaseRow);

}  // namespace
}  // namespace zato::odb
