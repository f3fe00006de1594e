#include "lease/lease.hpp"

#include <gtest/gtest.h>

#include "rt/event.hpp"
#include "unit/rt/on_loop.hpp"

namespace zato::lease {
namespace {

using namespace std::chrono_literals;
using rt::Deadline;

// One row in memory; can be told to hang, as a database does.
class RowStore final : public Store {
 public:
  base::Result<Row> read() override {
    open.wait();
    return row;
  }
  base::Result<bool> take(const Row& seen, const Row& mine) override {
    open.wait();
    if (row.epoch != seen.epoch || row.counter != seen.counter) return false;
    row = mine;
    return true;
  }
  base::Result<bool> renew(const Row& mine) override {
    open.wait();
    if (row.holder != mine.holder || row.epoch != mine.epoch) return false;
    ++row.counter;
    return true;
  }
  base::Result<bool> release(const Row& mine) override {
    said.push_back("released");
    if (row.holder != mine.holder || row.epoch != mine.epoch) return false;
    row.holder.clear();
    ++row.counter;
    return true;
  }

  Row row;
  rt::Event open;
  std::vector<std::string> said;
};

struct Rig {
  explicit Rig(rt::Loop& loop) : lease(loop, store, options()) { store.open.set(); }

  Lease::Options options() {
    return {.holder = "one",
            .times = Times::of(150ms),
            .on_acquired =
                [this](Epoch epoch) {
                  store.said.push_back("acquired " + std::to_string(epoch));
                  acquired.set();
                },
            .on_lost =
                [this](Epoch epoch) {
                  store.said.push_back("lost " + std::to_string(epoch));
                  lost.set();
                }};
  }

  RowStore store;
  rt::Event acquired, lost;
  Lease lease;
};

TEST(Lease, AcquiresAFreeRoleAndGivesItUpAfterTheWorkHasStopped) {
  rt::on_loop([](rt::Loop& loop) {
    Rig rig(loop);
    rig.lease.start();
    ASSERT_TRUE(rig.acquired.wait(Deadline::after(10s)));
    EXPECT_EQ(rig.lease.epoch(), 1);
    EXPECT_TRUE(rig.lease.state().ours);
    EXPECT_TRUE(rig.lease.release(Deadline::after(10s)));
    EXPECT_EQ(rig.store.said, (std::vector<std::string>{"acquired 1", "lost 1", "released"}));
    EXPECT_EQ(rig.store.row.holder, "");
    EXPECT_FALSE(rig.lease.epoch());
  });
}

TEST(Lease, StopsTheWorkByItselfWhileTheDatabaseDoesNotAnswer) {
  rt::on_loop([](rt::Loop& loop) {
    Rig rig(loop);
    rig.lease.start();
    ASSERT_TRUE(rig.acquired.wait(Deadline::after(10s)));
    rig.acquired.reset();
    rig.store.open.reset();
    const auto before = BootClock::now();
    ASSERT_TRUE(rig.lost.wait(Deadline::after(10s)));
    EXPECT_GE(BootClock::now() - before, 100ms) << "0.8 K remain where a renewal was just due";
    EXPECT_FALSE(rig.lease.epoch());
    rig.store.open.set();
    ASSERT_TRUE(rig.acquired.wait(Deadline::after(10s)));
    EXPECT_EQ(rig.lease.epoch(), 2) << "a tenure that ended does not begin again";
    EXPECT_TRUE(rig.lease.release(Deadline::after(10s)));
  });
}

TEST(Lease, StopsTheWorkWhenSomebodyElseHasTheRole) {
  rt::on_loop([](rt::Loop& loop) {
    Rig rig(loop);
    rig.lease.start();
    ASSERT_TRUE(rig.acquired.wait(Deadline::after(10s)));
    rig.store.row = {.holder = "two", .epoch = 9, .counter = 70, .patience = 10s};
    ASSERT_TRUE(rig.lost.wait(Deadline::after(10s)));
    EXPECT_TRUE(rig.lease.release(Deadline::after(10s)));
    EXPECT_EQ(rig.store.row.holder, "two");
    EXPECT_EQ(rig.store.said, (std::vector<std::string>{"acquired 1", "lost 1"}));
  });
}

TEST(Lease, IsNotReleasedWhileTheDatabaseDoesNotAnswerButTheWorkHasStopped) {
  rt::on_loop([](rt::Loop& loop) {
    Rig rig(loop);
    rig.lease.start();
    ASSERT_TRUE(rig.acquired.wait(Deadline::after(10s)));
    rig.store.open.reset();
    const auto counter = rig.store.row.counter;
    rt::Event hangs;
    hangs.wait(Deadline::after(60ms));  // until a renewal is under way
    EXPECT_FALSE(rig.lease.release(Deadline::after(20ms)));
    EXPECT_TRUE(rig.lost.is_set());
    EXPECT_EQ(rig.store.row.counter, counter);
    rig.store.open.set();
    EXPECT_TRUE(rig.lease.release(Deadline::after(10s)));
  });
}

TEST(Lease, GoesOnAboveAnEpochThatOthersHaveSeen) {
  rt::on_loop([](rt::Loop& loop) {
    Rig rig(loop);
    rig.lease.start();
    ASSERT_TRUE(rig.acquired.wait(Deadline::after(10s)));
    rig.acquired.reset();
    rig.lease.restart_above(40);
    ASSERT_TRUE(rig.acquired.wait(Deadline::after(10s)));
    EXPECT_EQ(rig.lease.epoch(), 41);
    EXPECT_TRUE(rig.lease.release(Deadline::after(10s)));
    EXPECT_EQ(rig.store.said, (std::vector<std::string>{"acquired 1", "lost 1", "acquired 41", "lost 41", "released"}));
  });
}

TEST(Lease, NamesEachRunDifferently) {
  EXPECT_NE(new_holder("server1"), new_holder("server1"));
  EXPECT_EQ(name_of_holder(new_holder("server#1")), "server#1");
}

}  // namespace
}  // namespace zato::lease
