// A database that is locked or silent: writers are told so within two seconds, however many there are, and it works
// again as soon as the database does.
#include <functional>
#include <thread>

#include "base/clock.hpp"
#include "engine.hpp"
#include "odb/pool.hpp"
#include "odb/snapshot.hpp"
#include "support/wait.hpp"

namespace zato::odb {
namespace {

using base::Code;
using namespace std::chrono_literals;
using objects::Service;

// As the options of a worker (server/options.cpp).
Options prompt(Options options) {
  options.patience = 1400ms;
  options.statement_timeout = 1750ms;
  options.connect_timeout = 2000ms;
  options.pool_size = 4;
  return options;
}

class Writers {
 public:
  Writers(const Options& options, schema::Id cluster) : pool_(prompt(options)), cluster_(cluster) {}

  base::Result<void> write(const std::string& name) {
    return pool_.with([&](Connection& connection) -> base::Result<void> {
      auto store = store_of(connection, cipher_, cluster_);
      ZATO_CHECK(store.insert(Service{.name = name}));
      return {};
    });
  }

  // So many at once, each of which is refused in time.
  void expect_refused(int count) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([this, i] {
        const auto start = base::Monotonic::now();
        const auto written = write("refused." + std::to_string(i));
        EXPECT_LT(base::Monotonic::now() - start, 2s * test::slowness());
        EXPECT_FALSE(written);
        EXPECT_EQ(written ? Code::kInternal : written.error().code, Code::kUnavailable);
      });
    }
    for (auto& thread : threads) thread.join();
  }

  void expect_back() {
    const auto start = base::Monotonic::now();
    EXPECT_TRUE(test::eventually(5s * test::slowness(), [&] { return write("back").has_value(); }));
    EXPECT_LT(base::Monotonic::now() - start, 5s * test::slowness());
  }

 private:
  Pool pool_;
  const schema::Id cluster_;
  const PlainCipher cipher_{};
};

using Locked = WithCluster;

TEST_P(Locked, WritersAreRefusedInTimeAndReadersAreNot) {
  Writers writers(options_, cluster_);
  expect_ok(writers.write("before"));
  const auto before = expect_ok(Snapshot::load(*connection_, objects::all(), cipher_, cluster_));
  {
    const auto holder = connection();
    const auto held = expect_ok(Transaction::begin(*holder, Mode::kWrite));
    expect_ok(lock_sequence(*holder, cluster_));
    writers.expect_refused(1);
    writers.expect_refused(12);
    EXPECT_TRUE(before->advance(*connection_, objects::all(), cipher_));
  }
  writers.expect_back();
}

ZATO_ON_EVERY_ENGINE(Locked);

class Silent : public testing::Test {
 protected:
  static void SetUpTestSuite() { own_server = std::make_unique<test::Postgres>(); }
  static void TearDownTestSuite() { own_server.reset(); }

  Silent() {
    expect_ok(create_schema(options_, objects::all()));
    cluster_ =
        expect_ok(create_cluster(*expect_ok(connect(options_)), {.name = "c" + base::random_hex(4)}, "tester")).id;
  }
  ~Silent() override { own_server->resume(); }

  static inline std::unique_ptr<test::Postgres> own_server;
  const Options options_{.engine = Engine::kPostgresql,
                         .host = "127.0.0.1",
                         .port = own_server->port(),
                         .user = own_server->user(),
                         .password = base::Secret(own_server->password()),
                         .db_name = "postgres"};
  schema::Id cluster_ = 0;
};

TEST_F(Silent, AnswersAreNotWaitedForLongerThanPatienceLasts) {
  Writers writers(options_, cluster_);
  expect_ok(writers.write("before"));
  own_server->pause();
  writers.expect_refused(1);  // over a connection that was open
  writers.expect_refused(1);  // over one that does not come to be
  writers.expect_refused(20);
  own_server->resume();
  writers.expect_back();
}

// SQLite's readers are never in the way of writers, but a program can lock them out all the same.
TEST(SqliteAlone, AFileThatIsLockedAltogetherIsReportedInTime) {
  const test::TempDir directory;
  const Options options{.path = directory / "zato.db"};
  expect_ok(create_schema(options, objects::all()));
  const auto cluster = expect_ok(create_cluster(*expect_ok(connect(options)), {.name = "crm"}, "tester")).id;
  Writers writers(options, cluster);
  {
    const auto holder = expect_ok(connect(options));
    expect_ok(holder->query("PRAGMA locking_mode=EXCLUSIVE"));
    const auto held = expect_ok(Transaction::begin(*holder, Mode::kWrite));
    expect_ok(holder->execute("UPDATE config_sequence SET seq = seq"));
    writers.expect_refused(8);
  }
  writers.expect_back();
}

}  // namespace
}  // namespace zato::odb
