#include "odb/worker_state.hpp"

#include <gmock/gmock.h>

#include "engine.hpp"
#include "odb/server_state.hpp"

namespace zato::odb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class WorkerStates : public WithCluster {
 protected:
  WorkerStates() : first_(server("server1")), second_(server("server2")) {}

  schema::Id server(const std::string& name) {
    const auto id = expect_ok(store_->insert(objects::Server{.name = name})).id;
    expect_ok(server_up(*connection_, cluster_, {.server_id = id, .instance = name}));
    return id;
  }
  void report(schema::Id server, std::int64_t worker, std::int64_t sequence, std::int64_t generation = 0,
              std::int64_t parent = 100) {
    expect_ok(report_worker(*connection_, cluster_,
                            {.server_id = server,
                             .worker = worker,
                             .parent = parent,
                             .generation = generation,
                             .config_sequence = sequence,
                             .digest = "d" + std::to_string(sequence)}));
  }
  static std::vector<std::string> names(const std::vector<WorkerState>& states) {
    std::vector<std::string> out;
    for (const auto& state : states) {
      out.push_back(state.server + "/" + std::to_string(state.worker) + " at " + std::to_string(state.config_sequence));
    }
    return out;
  }
  std::vector<std::string> all() { return names(expect_ok(worker_states(*connection_, cluster_))); }
  std::vector<std::string> behind(std::int64_t sequence) {
    return names(expect_ok(laggards(*connection_, cluster_, sequence)));
  }

  const schema::Id first_, second_;
};

TEST_P(WorkerStates, TellWhoHasNotAppliedAChange) {
  report(first_, 1, 7);
  report(first_, 2, 6);
  report(second_, 1, 5);
  EXPECT_THAT(behind(7), ElementsAre("server1/2 at 6", "server2/1 at 5"));
  report(first_, 2, 7);
  report(second_, 1, 8);
  EXPECT_THAT(behind(7), IsEmpty());
  EXPECT_EQ(expect_ok(worker_states(*connection_, cluster_))[0].digest, "d7");
}

TEST_P(WorkerStates, OfServersThatDoNotRunHoldNobodyUp) {
  report(first_, 1, 5);
  expect_ok(server_down(*connection_, first_, "server1", UpStatus::kCleanDown));
  EXPECT_THAT(behind(7), IsEmpty());
}

TEST_P(WorkerStates, AreTakenOverByYoungerWorkersOnly) {
  report(first_, 1, 7, 3);
  report(first_, 1, 6, 2);
  EXPECT_THAT(all(), ElementsAre("server1/1 at 7"));
  report(first_, 1, 5, 4);
  EXPECT_THAT(all(), ElementsAre("server1/1 at 5"));
  report(first_, 1, 6, 0, 200);  // the server was started again
  EXPECT_THAT(all(), ElementsAre("server1/1 at 6"));
}

TEST_P(WorkerStates, BeyondTheNumberOfWorkersAreForgotten) {
  for (const int worker : {1, 2, 3}) report(first_, worker, 7);
  report(second_, 3, 7);
  expect_ok(forget_workers(*connection_, first_, 2));
  EXPECT_THAT(all(), ElementsAre("server1/1 at 7", "server1/2 at 7", "server2/3 at 7"));
}

TEST_P(WorkerStates, ADeadServerIsNotWaitedForForEver) {
  report(first_, 1, 5);
  report(second_, 1, 5);
  Convergence convergence(cluster_, 7);
  const auto start = base::Monotonic::now();
  const auto missing = [&](std::chrono::milliseconds after) {
    return names(expect_ok(convergence.missing(*connection_, start + after)));
  };
  using namespace std::chrono_literals;
  EXPECT_THAT(missing(0s), ElementsAre("server1/1 at 5", "server2/1 at 5"));
  expect_ok(server_beat(*connection_, second_, "server2", 7));
  EXPECT_THAT(missing(4s), ElementsAre("server1/1 at 5", "server2/1 at 5"));
  EXPECT_THAT(missing(5s), ElementsAre("server2/1 at 5")) << "server1 has not beaten for five seconds";
  report(second_, 1, 7);
  EXPECT_THAT(missing(6s), IsEmpty());
}

ZATO_ON_EVERY_ENGINE(WorkerStates);

}  // namespace
}  // namespace zato::odb
