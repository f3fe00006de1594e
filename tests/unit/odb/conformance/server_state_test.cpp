#include "odb/server_state.hpp"

#include "engine.hpp"

namespace zato::odb {
namespace {

using base::Code;

class ServerStates : public WithCluster {
 protected:
  ServerStates() : server_(expect_ok(store_->insert(objects::Server{.name = "server1"})).id) {}

  ServerState state() { return expect_ok(server_states(*connection_, cluster_)).at(0); }
  void up(const std::string& instance) {
    expect_ok(server_up(
        *connection_, cluster_,
        {.server_id = server_, .bind_host = "127.0.0.1", .bind_port = 17010, .instance = instance, .pid = 42, .host = "host1"}));
  }

  const schema::Id server_;
};

TEST_P(ServerStates, AServerThatNeverStartedIsListed) {
  EXPECT_EQ(state().name, "server1");
  EXPECT_EQ(state().status, UpStatus::kNever);
}

TEST_P(ServerStates, JoinsBeatsDrainsAndLeaves) {
  up("i1");
  EXPECT_EQ(state().status, UpStatus::kRunning);
  EXPECT_EQ(state().bind_port, 17010);
  EXPECT_EQ(state().pid, 42);
  EXPECT_EQ(state().host, "host1");
  const auto heartbeat = state().heartbeat;
  expect_ok(server_beat(*connection_, server_, "i1", 7));
  EXPECT_EQ(state().heartbeat, heartbeat + 1);
  EXPECT_EQ(state().config_sequence, 7);
  expect_ok(server_down(*connection_, server_, "i1", UpStatus::kDraining));
  EXPECT_EQ(state().status, UpStatus::kDraining);
  expect_ok(server_down(*connection_, server_, "i1", UpStatus::kCleanDown));
  EXPECT_EQ(state().status, UpStatus::kCleanDown);
}

TEST_P(ServerStates, AnEarlierInstanceHasNoSayAnyMore) {
  up("i1");
  const auto heartbeat = state().heartbeat;
  up("i2");
  EXPECT_GT(state().heartbeat, heartbeat);
  EXPECT_EQ(server_beat(*connection_, server_, "i1", 1).error().code, Code::kConflict);
  EXPECT_EQ(server_down(*connection_, server_, "i1", UpStatus::kCleanDown).error().code, Code::kConflict);
  EXPECT_EQ(state().status, UpStatus::kRunning);
}

TEST_P(ServerStates, AnUnknownServerCannotJoin) {
  EXPECT_EQ(server_up(*connection_, cluster_, {.server_id = 12345, .instance = "x"}).error().code, Code::kNotFound);
}

TEST_P(ServerStates, AreNoChangesOfConfiguration) {
  const auto before = expect_ok(current_sequence(*connection_, cluster_));
  up("i1");
  EXPECT_EQ(expect_ok(current_sequence(*connection_, cluster_)), before);
}

ZATO_ON_EVERY_ENGINE(ServerStates);

}  // namespace
}  // namespace zato::odb
