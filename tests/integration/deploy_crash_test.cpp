// Processes are killed at every named point of a deployment, and at any time: afterwards there is one version
// everywhere, the old one or the new one, and the next deployment goes through. Promise P32.
#include <gmock/gmock.h>

#include <random>
#include <set>
#include <thread>

#include "integration/deploy/deployer.hpp"
#include "integration/profile.hpp"
#include "support/proc.hpp"
#include "support/wait.hpp"

namespace zato::test {
namespace {

using nlohmann::json;

constexpr int kServers = 3;

class DeployCrash : public testing::Test {
 protected:
  DeployCrash()
      : cluster_({.servers = kServers, .environment = {{"ZATO_FAULT_POINTS", points_.path()}}}), deployer_(cluster_) {}

  void wait_all_answer() {
    wait_until("all servers answer", 20s, [&] {
      for (int server = 1; server <= kServers; ++server)
        if (!deployer_.api().call("zato.config.status", json::object(), server).ok()) return false;
      return true;
    });
  }

  // All workers tell the same, one of these.
  void expect_one_version(const std::set<int>& possible) {
    wait_all_answer();
    std::vector<std::string> answers;
    wait_until("one version everywhere", 5s, [&] {
      answers = deployer_.invoke_everywhere("versions.report");
      return std::set<std::string>(answers.begin(), answers.end()).size() == 1;
    });
    const auto seen = json::parse(answers.front()).at("versions").get<std::set<int>>();
    EXPECT_EQ(seen.size(), 1U) << answers.front();
    EXPECT_TRUE(possible.contains(*seen.begin())) << answers.front();
  }

  void deploy_and_see(int version) {
    const auto answer = deployer_.deploy(versioned_files(version), 1 + version % kServers);
    ASSERT_EQ(answer.status, 200) << answer.body;
    expect_one_version({version});
  }

  TempDir points_;
  Cluster cluster_;
  Deployer deployer_;
};

TEST_F(DeployCrash, AtEachPointThereIsOneVersionAfterwards) {
  int version = 1;
  deploy_and_see(version);
  struct Point {
    const char* name;
    bool committed;
  };
  for (const auto& [name, committed] : {Point{"deploy.run.before-open", false},
                                        {"deploy.run.opened", false},
                                        {"deploy.worker.loaded", false},
                                        {"deploy.run.prepared", false},
                                        {"odb.change.recorded", false},
                                        {"odb.change.committed", true},
                                        {"server.change.announced", true},
                                        {"deploy.run.activated", true}}) {
    SCOPED_TRACE(name);
    write_text(points_ / name, "1");
    const auto answer = deployer_.deploy(versioned_files(version + 1), 1);
    EXPECT_FALSE(std::filesystem::exists(points_ / name)) << "nobody came here";
    // A worker that dies while it loads costs the deployment nothing: its successor loads as well.
    const bool possibly = committed || std::string(name) == "deploy.worker.loaded" || answer.ok();
    expect_one_version(possibly ? std::set{version, version + 1} : std::set{version});
    version += 2;
    deploy_and_see(version);
  }
}

TEST_F(DeployCrash, AtAnyTimeThereIsOneVersionAfterwards) {
  int version = 1;
  deploy_and_see(version);
  std::mt19937 random(20261121);
  for (int round = 0; round < by_profile(6, 50); ++round) {
    std::jthread deploying([&] { static_cast<void>(deployer_.deploy(versioned_files(version + 1), 1)); });
    const int victim = static_cast<int>(random() % kServers) + 1;
    const auto until = Clock::now() + Millis(random() % 900);
    while (Clock::now() < until) static_cast<void>(deployer_.api().call("zato.config.status", json::object(), victim));
    for (const pid_t worker : cluster_.workers(victim)) ::kill(worker, SIGKILL);
    deploying.join();
    expect_one_version({version, version + 1});
    version += 2;
    deploy_and_see(version);
  }
}

}  // namespace
}  // namespace zato::test
