#include "odb/pool.hpp"

#include <gtest/gtest.h>
#include <malloc.h>

#include <optional>

#include "fixtures.hpp"
#include "rt/loop.hpp"

namespace zato::odb {
namespace {

using base::Code;

class Pools : public testing::Test {
 protected:
  test::TempDir directory_;
  const Options options_{.path = directory_ / "zato.db", .pool_size = 2, .lock_timeout = std::chrono::milliseconds(20)};
};

TEST_F(Pools, ServeAPlainThread) {
  expect_ok(create_schema(options_, objects::all()));
  Pool pool(options_);
  const auto rows = expect_ok(pool.with([](Connection& connection) { return connection.query("SELECT 42"); }));
  EXPECT_EQ(rows[0].integer(0), 42);
}

TEST_F(Pools, UseADatabaseAsSoonAsItIsThere) {
  Pool pool(options_);
  const auto ask = [&] { return pool.with([](Connection& connection) { return connection.query("SELECT 1"); }); };
  EXPECT_EQ(ask().error().code, Code::kUnavailable);
  EXPECT_FALSE(pool.connected());
  expect_ok(create_schema(options_, objects::all()));
  EXPECT_TRUE(ask());
  EXPECT_TRUE(pool.connected());
}

TEST_F(Pools, FollowADatabaseThatWasReplaced) {
  expect_ok(create_schema(options_, objects::all()));
  Pool pool(options_);
  const auto clusters = [&] {
    return expect_ok(pool.with([](Connection& connection) { return list_clusters(connection); })).size();
  };
  expect_ok(create_cluster(*expect_ok(connect(options_)), {.name = "old"}, "tester"));
  EXPECT_EQ(clusters(), 1U);
  expect_ok(drop_schema(options_, objects::all()));
  expect_ok(create_schema(options_, objects::all()));
  EXPECT_EQ(clusters(), 0U);
}

TEST_F(Pools, KeepNoPagesThatOnlyLargeWorkNeeded) {
  expect_ok(create_schema(options_, objects::all()));
  Pool pool(options_);
  const auto in_use = [] { return ::mallinfo2().uordblks; };
  expect_ok(pool.with(
      [](Connection& connection) { return connection.execute("CREATE TABLE large (number INTEGER, text TEXT)"); }));
  const auto before = in_use();
  expect_ok(pool.with([](Connection& connection) {
    return connection.execute(
        "INSERT INTO large WITH RECURSIVE one(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one LIMIT 5000) "
        "SELECT n, hex(zeroblob(500)) FROM one");
  }));
  const auto sum = [](Connection& connection) {
    return connection.query("SELECT sum(number + length(text)) FROM large");
  };
  EXPECT_EQ(expect_ok(pool.with(sum))[0].integer(0), 5000 * 5001 / 2 + 5000 * 1000);
  EXPECT_LT(in_use(), before + (1U << 20));
}

TEST_F(Pools, SuspendTheFiberAndNotTheLoop) {
  expect_ok(create_schema(options_, objects::all()));
  const auto holder = expect_ok(connect(options_));
  Pool pool(options_);
  rt::Loop loop;
  int turns_of_the_other = 0;
  std::optional<base::Error> outcome;
  loop.spawn([&] {
    const auto held = expect_ok(Transaction::begin(*holder, Mode::kWrite));
    // Waits for the lock until it gives up; the loop goes on meanwhile.
    const auto refused = pool.with([](Connection& connection) {
      return in_transaction(connection, Mode::kWrite, []() -> base::Result<void> { return {}; });
    });
    if (!refused) outcome = refused.error();
    loop.stop();
  });
  loop.spawn([&] {
    while (!outcome) {
      ++turns_of_the_other;
      rt::sleep_for(std::chrono::milliseconds(1));
    }
  });
  loop.run();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->code, Code::kUnavailable);
  EXPECT_GT(turns_of_the_other, 5);
}

TEST_F(Pools, MoreCallersThanConnectionsTakeTurns) {
  expect_ok(create_schema(options_, objects::all()));
  Pool pool(options_);
  rt::Loop loop;
  int done = 0;
  for (int i = 0; i < 20; ++i) {
    loop.spawn([&] {
      EXPECT_TRUE(pool.with([](Connection& connection) { return connection.query("SELECT 1"); }));
      if (++done == 20) loop.stop();
    });
  }
  loop.run();
  EXPECT_EQ(done, 20);
}

}  // namespace
}  // namespace zato::odb
