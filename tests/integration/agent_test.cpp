// The load balancer's agent: mutual TLS, state of servers, drain and ready, reloads and free-text configuration, all of
// it while clients are served.
#include <gmock/gmock.h>
#include <signal.h>

#include <thread>

#include "integration/profile.hpp"
#include "support/cluster.hpp"
#include "support/load.hpp"

namespace zato::test {
namespace {

using testing::HasSubstr;

class Agent : public testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = new Cluster; }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }

  static Response call(const std::string& method, const std::string& path, const std::string& body = {}) {
    return cluster_->agent_call(method, path, body);
  }

  static void expect_no_failure(Load& load) {
    const LoadReport report = load.stop();
    EXPECT_EQ(report.failed, 0u) << report.text();
  }

  static Cluster* cluster_;
};

Cluster* Agent::cluster_ = nullptr;

TEST_F(Agent, AnswersOnlyToItsClients) {
  EXPECT_EQ(call("GET", "/api/ping").status, 200);
  EXPECT_THAT(call("GET", "/api/ping").body, HasSubstr("ZATO_OK"));
  const std::string url = "https://localhost:" + std::to_string(cluster_->agent().port) + "/api/ping";
  const Finished stranger = run({.program = "curl", .arguments = {"--silent", "--insecure", "--max-time", "10", url}});
  EXPECT_NE(stranger.exit_code, 0) << "no client certificate: " << stranger.out;
}

TEST_F(Agent, DrainTakesAServerOutAndReadyBringsItBackWithoutAFailedRequest) {
  Load keep_alive({.target = cluster_->load_balancer(), .clients = 3});
  Load close({.target = cluster_->load_balancer(), .clients = 2, .keep_alive = false});
  for (int round = 0; round < by_profile(2, 20); ++round) {
    for (const char* out : {"drain", "maintenance"}) {
      const int number = round % 2 + 1;
      const std::string name = "/api/servers/server" + std::to_string(number);
      const std::string mark = std::string(out) + "-" + std::to_string(round);
      ASSERT_EQ(call("POST", name + "/" + out).status, 200);
      for (int i = 0; i < 10; ++i) EXPECT_EQ(get(cluster_->load_balancer(), "/zato/ping?" + mark).status, 200);
      EXPECT_EQ(cluster_->requests_logged(number, mark), 0) << "served although in " << out;
      keep_alive.wait_for_ok(100);
      ASSERT_EQ(call("POST", name + "/ready").status, 200);
      cluster_->wait_ready();
      close.wait_for_ok(50);
    }
  }
  expect_no_failure(keep_alive);
  expect_no_failure(close);
}

TEST_F(Agent, ReloadsWithoutAFailedRequest) {
  Load keep_alive({.target = cluster_->load_balancer(), .clients = 3});
  Load close({.target = cluster_->load_balancer(), .clients = 2, .keep_alive = false});
  const auto before = cluster_->haproxy();
  for (int round = 0; round < by_profile(4, 100); ++round) {
    // The algorithm is part of the configuration file: changing it takes a reload.
    const std::string name = round % 2 == 0 ? "leastconn" : "roundrobin";
    const Response changed = call("PUT", "/api/algorithm", R"({"algorithm": ")" + name + "\"}");
    ASSERT_EQ(changed.status, 200) << changed.body;
    keep_alive.wait_for_ok(100);
    close.wait_for_ok(50);
  }
  EXPECT_NE(cluster_->haproxy(), before) << "no reload took place";
  expect_no_failure(keep_alive);
  expect_no_failure(close);
}

TEST_F(Agent, BadSourceIsRefusedAndLeavesTheRunningOne) {
  const auto file = cluster_->component("load-balancer") / "config" / "repo" / "zato.config";
  const std::string before = read_text(file);
  ASSERT_FALSE(before.empty());
  const pid_t haproxy = cluster_->haproxy_master();
  const Response refused = call("PUT", "/api/config/source", before + "\nno_such_keyword 1\n");
  EXPECT_GE(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("no_such_keyword"));
  EXPECT_EQ(read_text(file), before);
  EXPECT_EQ(cluster_->haproxy_master(), haproxy);
  EXPECT_TRUE(answers(cluster_->load_balancer(), "/zato/ping"));
}

TEST_F(Agent, KeepsBothOfTwoChangesThatArriveTogether) {
  const std::string source = call("GET", "/api/config/source").body;
  for (int round = 0; round < 3; ++round) {
    const std::string algorithm = round % 2 == 0 ? "leastconn" : "roundrobin";
    Response first, second;
    std::thread other([&] { first = call("PUT", "/api/algorithm", R"({"algorithm": ")" + algorithm + "\"}"); });
    second = call("PUT", "/api/config/source", source);
    other.join();
    ASSERT_EQ(first.status, 200) << first.body;
    ASSERT_EQ(second.status, 200) << second.body;
    EXPECT_THAT(call("GET", "/api/algorithm").body, HasSubstr(algorithm));
    EXPECT_THAT(call("GET", "/api/config").body, HasSubstr("\"custom_source\":true"));
    ASSERT_EQ(call("DELETE", "/api/config/source").status, 200);
    EXPECT_THAT(call("GET", "/api/algorithm").body, HasSubstr(algorithm));
  }
}

TEST_F(Agent, ShowsThatAServerIsDown) {
  const std::string path = cluster_->component("server2");
  ASSERT_EQ(cluster_->zato({"stop", path}).exit_code, 0);
  EXPECT_TRUE(eventually(5s, [&] {
    const Response servers = call("GET", "/api/servers/server2");
    return servers.status == 404 || servers.body.find("\"UP\"") == std::string::npos;
  }));
  ASSERT_EQ(cluster_->zato({"start", path}).exit_code, 0);
  EXPECT_TRUE(eventually(5s, [&] { return call("GET", "/api/servers/server2").body.find("UP") != std::string::npos; }));
}

}  // namespace
}  // namespace zato::test
