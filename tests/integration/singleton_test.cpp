// The singleton of a cluster: one server has the role, everybody tells the same about it, and another one has it soon
// after its end.
#include <gmock/gmock.h>
#include <signal.h>

#include "integration/profile.hpp"
#include "lease/status.hpp"
#include "support/admin_api.hpp"
#include "support/cluster.hpp"
#include "support/postgres.hpp"
#include "support/proc.hpp"

namespace zato::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr Millis kKeepAlive = 1s;
const std::map<std::string, std::string> kQuick = {{"ZATO_SINGLETON__CONNECTOR_SERVER_KEEP_ALIVE_JOB_TIME", "1"}};

class Singleton : public testing::Test {
 protected:
  explicit Singleton(odb::Engine engine = odb::Engine::kSqlite, std::map<std::string, std::string> environment = kQuick)
      : postgres_(engine == odb::Engine::kPostgresql ? std::make_unique<Postgres>() : nullptr),
        cluster_({.servers = 3, .create_arguments = create_arguments(), .environment = std::move(environment)}) {
    odb_ = base::value_or_throw(odb::connect(odb_options()));
    cluster_id_ = base::value_or_throw(odb_->query("SELECT id FROM cluster")).front().integer(0);
    wait_until("some server has the role", 10s, [&] { return number_of_holder() > 0; });
  }

  std::vector<std::string> create_arguments() const {
    if (!postgres_) return {};
    postgres_->create_database("zato_test");
    return postgres_arguments(*postgres_);
  }

  odb::Options odb_options() const {
    if (!postgres_) return {.path = cluster_.root() / "zato.db"};
    return {.engine = odb::Engine::kPostgresql,
            .host = "127.0.0.1",
            .port = postgres_->port(),
            .user = postgres_->user(),
            .password = base::Secret(postgres_->password()),
            .db_name = "zato_test"};
  }

  lease::Status status() { return base::value_or_throw(lease::read_status(*odb_, cluster_id_, "singleton")); }

  int number_of_holder() {
    const auto holder = status().holder;
    return holder.starts_with("server") ? std::stoi(holder.substr(6)) : 0;
  }

  Millis until_moved(lease::Epoch from) {
    const auto before = Clock::now();
    wait_until("the role has moved", 10s, [&] { return status().epoch > from && number_of_holder() > 0; });
    return std::chrono::duration_cast<Millis>(Clock::now() - before);
  }

  // Zato's column: the name of the server it points to.
  std::string server_of_column() {
    const auto rows = base::value_or_throw(
        odb_->query("SELECT s.name, c.cw_srv_keep_alive_dt FROM cluster c JOIN server s ON s.id = c.cw_srv_id"));
    return rows.empty() || rows.front().text(1).empty() ? "" : rows.front().text(0);
  }

  json info(int server) {
    const auto said = cluster_.zato({"info", cluster_.component("server" + std::to_string(server)), "--json"});
    return json::parse(said.out);
  }

  void expect_everybody_says_the_same();

  std::unique_ptr<Postgres> postgres_;
  Cluster cluster_;
  std::unique_ptr<odb::Connection> odb_;
  schema::Id cluster_id_ = 0;
};

void Singleton::expect_everybody_says_the_same() {
  const int holder = number_of_holder();
  const auto name = "server" + std::to_string(holder);
  const auto epoch = status().epoch;
  EXPECT_EQ(server_of_column(), name);
  const AdminApi api(cluster_);
  for (int server = 1; server <= 3; ++server) {
    const auto answer = api.call("zato.cluster.get-singleton", json::object(), server);
    ASSERT_TRUE(answer.ok()) << answer.body;
    EXPECT_EQ(answer.body.at("holder"), name) << answer.body;
    EXPECT_EQ(answer.body.at("epoch"), epoch);
    EXPECT_LT(answer.body.at("age").get<double>(), 2.0);
    const auto told = info(server);
    EXPECT_EQ(told.at("singleton_server"), name);
    EXPECT_EQ(told.at("singleton_is_this_server"), server == holder);
    EXPECT_EQ(told.at("singleton_epoch"), epoch);
    const auto held = "zato_role_held{role=\"singleton\"} " + std::string(server == holder ? "1" : "0");
    EXPECT_TRUE(eventually(5s, [&] {
      const auto metrics = get(cluster_.server(server), "/metrics").body;
      return metrics.find(held) != metrics.npos &&
             metrics.find("zato_role_holder{role=\"singleton\",holder=\"" + name + "\"} 1") != metrics.npos &&
             metrics.find("zato_role_epoch{role=\"singleton\"} " + std::to_string(epoch)) != metrics.npos;
    })) << held;
  }
}

TEST_F(Singleton, IsOneServerAndEverybodySaysTheSame) { expect_everybody_says_the_same(); }

TEST_F(Singleton, IsAnotherOneWithin2KOfAKill) {
  for (int round = 0; round < by_profile(4, 50); ++round) {
    cluster_.wait_ready();
    const auto epoch = status().epoch;
    const int holder = number_of_holder();
    // Keeper alone, then the whole server.
    send_signal(round % 2 == 0 ? cluster_.keeper(holder) : cluster_.parent(holder), SIGKILL);
    const auto took = until_moved(epoch);
    std::printf("%s killed: %lld ms\n", round % 2 == 0 ? "keeper" : "server", static_cast<long long>(took.count()));
    EXPECT_LE(took, 2 * kKeepAlive * slowness());
    EXPECT_TRUE(eventually(2s, [&] { return server_of_column() == status().holder; }));
    wait_until("the server is whole again", 20s, [&] { return cluster_.keeper(holder) != 0; });
  }
}

TEST_F(Singleton, IsAnotherOneWithinASecondOfAStop) {
  for (int round = 0; round < by_profile(2, 20); ++round) {
    const auto epoch = status().epoch;
    const int holder = number_of_holder();
    send_signal(cluster_.parent(holder), SIGTERM);
    const auto took = until_moved(epoch);
    std::printf("server stopped: %lld ms\n", static_cast<long long>(took.count()));
    EXPECT_LE(took, 1s * slowness());
    EXPECT_NE(number_of_holder(), holder);
    cluster_.zato({"stop", cluster_.component("server" + std::to_string(holder))});
    cluster_.zato({"start", cluster_.component("server" + std::to_string(holder))});
    cluster_.wait_ready();
  }
}

TEST_F(Singleton, LeavesNoNameBehindWhenAllServersHaveStopped) {
  cluster_.stop();
  EXPECT_EQ(status().holder, "");
  EXPECT_EQ(server_of_column(), "");
  const auto epoch = status().epoch;
  cluster_.start();
  EXPECT_LE(until_moved(epoch), 5s);
}

// Redis still knows what was ordered under later epochs.
TEST_F(Singleton, GoesOnAboveTheEpochsThatAnOdbFromABackupHasForgotten) {
  for (int restart = 0; restart < 2; ++restart) {
    cluster_.stop();
    cluster_.start();
    wait_until("some server has the role", 10s, [&] { return number_of_holder() > 0; });
  }
  const auto epoch = status().epoch;
  ASSERT_GE(epoch, 3);
  cluster_.stop();
  base::value_or_throw(odb_->execute("DELETE FROM keep_alive"));
  cluster_.start();
  EXPECT_LE(until_moved(epoch), 5s);
}

// Zato's name of the setting; twice as much of it as K is measured for, and nothing else.
class SingletonWithMoreGrace : public Singleton {
 protected:
  SingletonWithMoreGrace()
      : Singleton(odb::Engine::kSqlite, {{"ZATO_SINGLETON__CONNECTOR_SERVER_KEEP_ALIVE_JOB_TIME", "1"},
                                         {"ZATO_SINGLETON__CONNECTOR_SERVER_GRACE_TIME_MULTIPLIER", "6"}}) {}
};

TEST_F(SingletonWithMoreGrace, IsAnotherOneTwiceAsLate) {
  const auto epoch = status().epoch;
  send_signal(cluster_.keeper(number_of_holder()), SIGKILL);
  const auto took = until_moved(epoch);
  std::printf("keeper killed: %lld ms\n", static_cast<long long>(took.count()));
  EXPECT_GE(took, 2 * kKeepAlive) << "less than K is given where the multiplier is 3";
  EXPECT_LE(took, 4 * kKeepAlive * slowness());
}

class SingletonOnPostgresql : public Singleton {
 protected:
  SingletonOnPostgresql() : Singleton(odb::Engine::kPostgresql) {}
};

TEST_F(SingletonOnPostgresql, IsAnotherOneAfterAKillAndAfterAStop) {
  auto epoch = status().epoch;
  send_signal(cluster_.parent(number_of_holder()), SIGKILL);
  EXPECT_LE(until_moved(epoch), 2 * kKeepAlive * slowness());
  cluster_.wait_ready();
  epoch = status().epoch;
  send_signal(cluster_.parent(number_of_holder()), SIGTERM);
  EXPECT_LE(until_moved(epoch), 1s * slowness());
  EXPECT_TRUE(eventually(2s, [&] { return server_of_column() == status().holder; }));
}

TEST_F(SingletonOnPostgresql, IsOneServerAndEverybodySaysTheSame) { expect_everybody_says_the_same(); }

}  // namespace
}  // namespace zato::test
