// What only a database on the other side of a socket can do: refuse, vanish, fall silent.
#include <functional>

#include "base/clock.hpp"
#include "engine.hpp"
#include "odb/pool.hpp"
#include "support/wait.hpp"

namespace zato::odb {
namespace {

using base::Code;
using namespace std::chrono_literals;

// A server of their own, for these tests stop and pause it.
class PostgresFaults : public testing::Test {
 protected:
  static void SetUpTestSuite() { own_server = std::make_unique<test::Postgres>(); }
  static void TearDownTestSuite() { own_server.reset(); }
  ~PostgresFaults() override {
    server_.resume();
    if (server_.pid() < 0) server_.start();
  }

  Options options_to(test::Postgres& server) const {
    return {.engine = Engine::kPostgresql,
            .host = "127.0.0.1",
            .port = server.port(),
            .user = server.user(),
            .password = base::Secret(server.password()),
            .db_name = "postgres",
            .connect_timeout = 5s * test::slowness(),
            .statement_timeout = 10s * test::slowness()};
  }

  static auto took(const std::function<void()>& work) {
    const auto start = base::Monotonic::now();
    work();
    return base::Monotonic::now() - start;
  }

  static inline std::unique_ptr<test::Postgres> own_server;
  test::Postgres& server_ = *own_server;
  const Options options_ = options_to(server_);
};

TEST_F(PostgresFaults, SaysWhyItDoesNotLetUsIn) {
  auto wrong = options_;
  wrong.password = base::Secret("wrong");
  EXPECT_EQ(connect(wrong).error().code, Code::kUnauthenticated);
  EXPECT_EQ(connect(wrong).error().message.find("wrong"), std::string::npos);
  wrong = options_;
  wrong.db_name = "nowhere";
  EXPECT_EQ(connect(wrong).error().code, Code::kNotFound);
  wrong = options_;
  wrong.schema = "x; DROP TABLE y";
  EXPECT_EQ(connect(wrong).error().code, Code::kInvalidArgument);
  server_.stop();
  EXPECT_EQ(connect(options_).error().code, Code::kUnavailable);
}

TEST_F(PostgresFaults, TheUnixSocketWorksToo) {
  auto local = options_;
  local.host = server_.socket_directory();
  local.password = {};
  EXPECT_TRUE(connect(local));
}

TEST_F(PostgresFaults, ALostConnectionSaysSoAndIsNotUsedAgain) {
  const auto connection = expect_ok(connect(options_));
  EXPECT_TRUE(connection->usable());
  server_.stop();
  EXPECT_FALSE(connection->usable());
  EXPECT_EQ(connection->query("SELECT 1").error().code, Code::kUnavailable);
  EXPECT_TRUE(connection->lost());
  server_.start();
  EXPECT_EQ(connection->query("SELECT 1").error().code, Code::kUnavailable);
}

TEST_F(PostgresFaults, APoolWorksAgainAtOnceAfterARestart) {
  Pool pool(options_);
  const auto ask = [&] { return pool.with([](Connection& connection) { return connection.query("SELECT 1"); }); };
  EXPECT_TRUE(ask());
  server_.stop();
  EXPECT_EQ(ask().error().code, Code::kUnavailable);
  server_.start();
  EXPECT_TRUE(ask());
}

TEST_F(PostgresFaults, ASlowStatementIsCut) {
  auto options = options_;
  options.statement_timeout = 300ms;
  const auto connection = expect_ok(connect(options));
  const auto slow = connection->query("SELECT pg_sleep(60)");
  ASSERT_FALSE(slow);
  EXPECT_EQ(slow.error().code, Code::kTimeout);
  EXPECT_FALSE(connection->lost());
}

TEST_F(PostgresFaults, ASilentServerIsGivenUpInTime) {
  auto impatient = options_;
  impatient.statement_timeout = 300ms;
  const auto connection = expect_ok(connect(impatient));
  server_.pause();
  const auto waited = took([&] { EXPECT_EQ(connection->query("SELECT 1").error().code, Code::kUnavailable); });
  EXPECT_TRUE(connection->lost());
  EXPECT_LT(waited, 3s * test::slowness());
  impatient.connect_timeout = 2s;
  EXPECT_LT(took([&] { EXPECT_EQ(connect(impatient).error().code, Code::kUnavailable); }), 5s * test::slowness());
  server_.resume();
  EXPECT_TRUE(connect(options_));
}

TEST_F(PostgresFaults, WritersOfOneClusterDoNotWaitForAnother) {
  auto options = options_;
  options.schema = "two_clusters";
  options.lock_timeout = 1s;
  expect_ok(create_schema(options, objects::all()));
  const auto first = expect_ok(connect(options)), second = expect_ok(connect(options));
  const PlainCipher cipher{};
  const auto a = expect_ok(create_cluster(*first, {.name = "a"}, "tester")).id;
  const auto b = expect_ok(create_cluster(*first, {.name = "b"}, "tester")).id;
  auto store_a = store_of(*first, cipher, a), store_b = store_of(*second, cipher, b);
  expect_ok(store_a.transaction([&]() -> base::Result<void> {
    ZATO_CHECK(store_a.insert(objects::Service{.name = "mine"}));
    ZATO_CHECK(store_b.insert(objects::Service{.name = "theirs"}));
    return {};
  }));
}

TEST_F(PostgresFaults, SchemasAreSeparate) {
  auto second = options_;
  second.schema = "second";
  expect_ok(create_schema(options_, objects::all()));
  EXPECT_FALSE(expect_ok(schema_exists(second)));
  expect_ok(create_schema(second, objects::all()));
  expect_ok(create_cluster(*expect_ok(connect(second)), {.name = "crm"}, "tester"));
  EXPECT_FALSE(find_cluster(*expect_ok(connect(options_)), "crm"));
}

}  // namespace
}  // namespace zato::odb
