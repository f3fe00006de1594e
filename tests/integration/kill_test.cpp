// kill -9 of every kind of process while clients send GETs through the load balancer: none of them fails, and
// everything is back by itself.
#include <gmock/gmock.h>
#include <signal.h>

#include "integration/profile.hpp"
#include "support/cluster.hpp"
#include "support/load.hpp"
#include "support/proc.hpp"

namespace zato::test {
namespace {

class Kill : public testing::Test {
 protected:
  // Keep-alive and close-per-request clients at the same time: they meet different paths through HAProxy.
  struct Clients {
    explicit Clients(const Cluster& cluster)
        : keep_alive({.target = cluster.load_balancer(), .clients = 3}),
          close({.target = cluster.load_balancer(), .clients = 2, .keep_alive = false}) {
      progress();
    }
    void progress() {
      keep_alive.wait_for_ok(200);
      close.wait_for_ok(100);
    }
    void expect_no_failure() {
      for (Load* load : {&keep_alive, &close}) {
        const LoadReport report = load->stop();
        EXPECT_EQ(report.failed, 0u) << report.text();
      }
    }
    Load keep_alive;
    Load close;
  };
};

TEST_F(Kill, WorkerIsReplacedAtOnce) {
  Cluster cluster({.workers = 2});
  Clients clients(cluster);
  for (int round = 0; round < by_profile(4, 40); ++round) {
    const int server = round % 2 + 1;
    const auto before = cluster.workers(server);
    ASSERT_EQ(before.size(), 2u);
    send_signal(before.front(), SIGKILL);
    wait_until(
        "a new worker", 5s,
        [&] {
          const auto now = cluster.workers(server);
          return now.size() == 2 && std::find(now.begin(), now.end(), before.front()) == now.end();
        },
        [&] {
          std::string text =
              "killed " + std::to_string(before.front()) + " of server" + std::to_string(server) + ", now";
          for (const pid_t pid : children_of(cluster.parent(server)))
            text += " " + std::to_string(pid) + process_state(pid) + " " + command_line(pid);
          return text;
        });
    clients.progress();
  }
  clients.expect_no_failure();
}

TEST_F(Kill, OnlyWorkerOfAServer) {
  Cluster cluster;
  Clients clients(cluster);
  for (int round = 0; round < by_profile(3, 30); ++round) {
    const int server = round % 2 + 1;
    const pid_t victim = cluster.workers(server).front();
    // One that dies young is replaced after a pause (process/backoff.hpp); this is about one that served.
    wait_until("the worker has lived long enough to be called healthy", 5s, [&] { return age_of(victim) > 2s; });
    send_signal(victim, SIGKILL);
    wait_until("a new worker answers", 5s, [&] {
      const auto now = cluster.workers(server);
      return now.size() == 1 && now.front() != victim && answers(cluster.server(server), "/zato/ping");
    });
    cluster.wait_ready();
    clients.progress();
  }
  clients.expect_no_failure();
}

TEST_F(Kill, ServerParentTakesItsChildrenAlong) {
  Cluster cluster({.workers = 2});
  Clients clients(cluster);
  for (int round = 0; round < by_profile(2, 20); ++round) {
    const int server = round % 2 + 1;
    const pid_t parent = cluster.parent(server);
    const auto children = children_of(parent);
    ASSERT_GE(children.size(), 3u) << "two workers and the keeper";
    send_signal(parent, SIGKILL);
    EXPECT_TRUE(eventually(1s, [&] { return std::none_of(children.begin(), children.end(), alive); }))
        << "children outlived their parent by more than 1 s";
    wait_until("the server is back by itself", 10s,
               [&] { return cluster.parent(server) != 0 && cluster.parent(server) != parent; });
    cluster.wait_ready();
    clients.progress();
  }
  clients.expect_no_failure();
}

TEST_F(Kill, KeeperIsReplacedAndNobodyNotices) {
  Cluster cluster;
  Clients clients(cluster);
  const pid_t keeper = cluster.keeper(1);
  const auto workers = cluster.workers(1);
  ASSERT_NE(keeper, 0);
  send_signal(keeper, SIGKILL);
  wait_until("a new keeper", 5s, [&] { return cluster.keeper(1) != 0 && cluster.keeper(1) != keeper; });
  EXPECT_EQ(cluster.workers(1), workers);
  clients.progress();
  clients.expect_no_failure();
}

TEST_F(Kill, LoadBalancerAgentLeavesHaproxyServing) {
  Cluster cluster;
  Clients clients(cluster);
  const pid_t haproxy = cluster.haproxy_master();
  ASSERT_NE(haproxy, 0);
  const pid_t agent = cluster.load_balancer_agent();
  send_signal(agent, SIGKILL);
  clients.progress();
  EXPECT_EQ(cluster.haproxy_master(), haproxy) << "HAProxy must not die with its agent";
  wait_until("the agent is back by itself", 10s,
             [&] { return cluster.load_balancer_agent() != 0 && cluster.load_balancer_agent() != agent; });
  clients.progress();
  EXPECT_EQ(cluster.haproxy_master(), haproxy) << "a running HAProxy is adopted, not replaced";
  clients.expect_no_failure();
}

TEST_F(Kill, HaproxyIsStartedAgain) {
  Cluster cluster;
  for (int round = 0; round < by_profile(2, 20); ++round) {
    Clients clients(cluster);
    const auto before = cluster.haproxy();
    ASSERT_FALSE(before.empty());
    for (const pid_t pid : before) send_signal(pid, SIGKILL);
    wait_until("HAProxy is back", 3s, [&] {
      const auto now = cluster.haproxy();
      return !now.empty() && now.front() != before.front() && answers(cluster.load_balancer(), "/zato/ping");
    });
    clients.progress();  // requests in flight at the kill may fail: nothing stands in front of HAProxy
  }
}

TEST_F(Kill, RedisComesBackAndIsJoinedAgain) {
  Cluster cluster;
  Clients clients(cluster);
  const pid_t redis = cluster.redis();
  ASSERT_NE(redis, 0);
  send_signal(redis, SIGKILL);
  wait_until("Redis is gone", 5s, [&] { return !alive(redis); });
  clients.progress();
  wait_until("Redis is back by itself", 10s, [&] { return cluster.redis() != 0 && cluster.redis() != redis; });
  wait_until("servers see Redis again", 10s,
             [&] { return check_passes(cluster.server(1), "broker") && check_passes(cluster.server(2), "broker"); });
  clients.progress();
  clients.expect_no_failure();
}

}  // namespace
}  // namespace zato::test
