#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "base/clock.hpp"
#include "fixtures.hpp"
#include "support/wait.hpp"

namespace zato::odb {
namespace {

class Sqlite : public testing::Test {
 protected:
  test::TempDir directory_;
  const Options options_{.path = directory_.path() / "zato.db"};
  const PlainCipher cipher_{};
};

TEST_F(Sqlite, AMissingDatabaseIsNotCreatedByConnecting) {
  const auto connection = connect(options_);
  ASSERT_FALSE(connection);
  EXPECT_EQ(connection.error().code, base::Code::kUnavailable);
  EXPECT_FALSE(std::filesystem::exists(options_.path));
  EXPECT_FALSE(expect_ok(schema_exists(options_)));
}

TEST_F(Sqlite, OnlyTheOwnerMayReadTheFile) {
  expect_ok(create_schema(options_, objects::all()));
  struct stat state {};
  ASSERT_EQ(::stat(options_.path.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777, 0600U);
}

TEST_F(Sqlite, WritesAheadAndSyncsEveryCommit) {
  expect_ok(create_schema(options_, objects::all()));
  const auto connection = expect_ok(connect(options_));
  const auto setting = [&](const char* name) {
    return expect_ok(connection->query(std::string("PRAGMA ") + name)).front().text(0);
  };
  EXPECT_EQ(setting("journal_mode"), "wal");
  EXPECT_EQ(setting("synchronous"), "2");
  EXPECT_EQ(setting("foreign_keys"), "1");
}

TEST_F(Sqlite, AFileThatIsNoDatabaseIsCorrupt) {
  std::ofstream(options_.path) << std::string(4096, 'x');
  const auto connection = connect(options_);
  ASSERT_FALSE(connection);
  EXPECT_EQ(connection.error().code, base::Code::kCorrupt);
}

TEST_F(Sqlite, DroppingRemovesTheFile) {
  expect_ok(create_schema(options_, objects::all()));
  EXPECT_TRUE(expect_ok(schema_exists(options_)));
  expect_ok(drop_schema(options_, objects::all()));
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

TEST_F(Sqlite, ADatabaseOfSomebodyElseIsNotDropped) {
  std::ofstream(options_.path).close();
  {
    const auto connection = expect_ok(connect(options_));
    // Other programs keep their migrations in a table of this name as well.
    expect_ok(connection->execute("CREATE TABLE schema_version (v INTEGER)"));
  }
  EXPECT_FALSE(expect_ok(schema_exists(options_)));
  const auto dropped = drop_schema(options_, objects::all());
  ASSERT_FALSE(dropped);
  EXPECT_EQ(dropped.error().code, base::Code::kNotFound);
  EXPECT_TRUE(std::filesystem::exists(options_.path));
}

TEST_F(Sqlite, AQueryThatTakesTooLongIsCut) {
  auto options = options_;
  options.statement_timeout = std::chrono::milliseconds(50);
  expect_ok(create_schema(options_, objects::all()));
  const auto connection = expect_ok(connect(options));
  const auto endless =
      connection->query("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n");
  ASSERT_FALSE(endless);
  EXPECT_EQ(endless.error().code, base::Code::kTimeout);
}

TEST_F(Sqlite, ALockThatStaysIsReportedAsUnavailable) {
  auto options = options_;
  options.lock_timeout = std::chrono::milliseconds(20);
  expect_ok(create_schema(options_, objects::all()));
  const auto holder = expect_ok(connect(options)), waiter = expect_ok(connect(options));
  const auto held = expect_ok(Transaction::begin(*holder, Mode::kWrite));
  int attempts = 0;
  const auto refused = in_transaction(*waiter, Mode::kWrite, [&]() -> base::Result<void> {
    ++attempts;
    return {};
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::Code::kUnavailable);
  EXPECT_TRUE(waiter->retryable());
  EXPECT_EQ(attempts, 0);
}

TEST_F(Sqlite, ALockThatStaysIsReportedWithinTwoSeconds) {
  expect_ok(create_schema(options_, objects::all()));
  const auto holder = expect_ok(connect(options_)), waiter = expect_ok(connect(options_));
  const auto held = expect_ok(Transaction::begin(*holder, Mode::kWrite));
  const auto start = base::Monotonic::now();
  EXPECT_FALSE(in_transaction(*waiter, Mode::kWrite, []() -> base::Result<void> { return {}; }));
  EXPECT_LT(base::Monotonic::now() - start, std::chrono::seconds(2) * test::slowness());
  EXPECT_TRUE(waiter->query("SELECT count(*) FROM cluster")) << "readers do not wait for writers";
}

}  // namespace
}  // namespace zato::odb
