#include <optional>

#include "engine.hpp"

namespace zato::odb {
namespace {

using base::Code;

class Connections : public OnEveryEngine {
 protected:
  Connections() {
    expect_ok(create_schema(options_, objects::all()));
    connection_ = connection();
  }

  std::unique_ptr<Connection> connection_;
};

TEST_P(Connections, ValuesComeBackAsTheyWent) {
  const auto boolean = connection_->engine() == Engine::kSqlite ? "BOOLEAN" : "boolean";
  expect_ok(connection_->execute(std::string("CREATE TABLE sample (a BIGINT, b TEXT, c DOUBLE PRECISION, d ") +
                                 boolean + ", e TEXT)"));
  const std::string text = "it's \"quoted\" \\ and \xC5\xBC\xC3\xB3\xC5\x82w\n";
  expect_ok(connection_->execute("INSERT INTO sample VALUES ($1, $2, $3, $4, $5)",
                                 {std::int64_t{1} << 60, text, 1.5, true, std::monostate()}));
  const auto rows = expect_ok(connection_->query("SELECT a, b, c, d, e FROM sample"));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].integer(0), std::int64_t{1} << 60);
  EXPECT_EQ(rows[0].text(1), text);
  EXPECT_EQ(std::get<double>(rows[0][2]), 1.5);
  EXPECT_TRUE(rows[0].boolean(3));
  EXPECT_TRUE(rows[0].null(4));
}

TEST_P(Connections, AParameterIsNeverSql) {
  const std::string attack = "x'; DROP TABLE cluster; --";
  EXPECT_TRUE(expect_ok(connection_->query("SELECT id FROM cluster WHERE name = $1", {attack})).empty());
  EXPECT_TRUE(connection_->query("SELECT id FROM cluster"));
}

TEST_P(Connections, ATransactionThatIsNotCommittedLeavesNothing) {
  {
    const auto transaction = expect_ok(Transaction::begin(*connection_, Mode::kWrite));
    expect_ok(connection_->execute("INSERT INTO install_state (version) VALUES (7)"));
  }
  EXPECT_TRUE(expect_ok(connection_->query("SELECT id FROM install_state WHERE version = 7")).empty());
}

TEST_P(Connections, AFailedStatementDoesNotSpoilTheConnection) {
  const auto failed = in_transaction(*connection_, Mode::kWrite, [&]() -> base::Result<void> {
    ZATO_CHECK(connection_->execute("INSERT INTO nowhere VALUES (1)"));
    return {};
  });
  EXPECT_FALSE(failed);
  EXPECT_FALSE(connection_->lost());
  EXPECT_TRUE(connection_->query("SELECT 1"));
}

TEST_P(Connections, UniquenessAndReferencesHaveErrorsOfTheirOwn) {
  const auto insert = [&](std::int64_t id) {
    return connection_->execute("INSERT INTO schema_version (number) VALUES ($1)", {id});
  };
  expect_ok(insert(100));
  EXPECT_EQ(insert(100).error().code, Code::kAlreadyExists);
  EXPECT_EQ(connection_->execute("INSERT INTO service (cluster_id, name) VALUES (12345, 'x')").error().code,
            Code::kConflict);
}

TEST_P(Connections, ReadersSeeOneStateThroughout) {
  const auto other = connection();
  expect_ok(in_transaction(*connection_, Mode::kRead, [&]() -> base::Result<void> {
    ZATO_TRY(const auto before, connection_->query("SELECT count(*) FROM install_state"));
    ZATO_CHECK(other->execute("INSERT INTO install_state (version) VALUES (8)"));
    ZATO_TRY(const auto after, connection_->query("SELECT count(*) FROM install_state"));
    EXPECT_EQ(before[0].integer(0), after[0].integer(0));
    return {};
  }));
}

TEST_P(Connections, WorkIsRepeatedWhenALockIsInTheWay) {
  auto impatient = options_;
  impatient.lock_timeout = std::chrono::milliseconds(20);
  const auto waiter = expect_ok(connect(impatient));
  expect_ok(connection_->execute("INSERT INTO config_sequence (cluster_id, seq) VALUES (1, 0)"));
  std::optional<Transaction> held(expect_ok(Transaction::begin(*connection_, Mode::kWrite)));
  expect_ok(connection_->execute("UPDATE config_sequence SET seq = 1"));
  int attempts = 0;
  // SQLite's write transactions meet the lock before the work begins; one that turns writer half-way meets it inside.
  const auto mode = GetParam() == Engine::kSqlite ? Mode::kRead : Mode::kWrite;
  const auto done = in_transaction(*waiter, mode, [&] {
    ++attempts;
    auto updated = waiter->execute("UPDATE config_sequence SET seq = seq + 1");
    if (held) {
      expect_ok(held->commit());
      held.reset();
    }
    return updated;
  });
  EXPECT_TRUE(done) << done.error().text();
  EXPECT_EQ(attempts, 2);
  EXPECT_EQ(expect_ok(connection_->query("SELECT seq FROM config_sequence"))[0].integer(0), 2);
}

ZATO_ON_EVERY_ENGINE(Connections);

}  // namespace
}  // namespace zato::odb
