// Rolling reload of a server, drain and ready, more and fewer workers, reload of the load balancer: not one request
// fails.
#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>

#include "integration/profile.hpp"
#include "support/cluster.hpp"
#include "support/load.hpp"
#include "support/proc.hpp"

namespace zato::test {
namespace {

bool share_a_pid(const std::vector<pid_t>& a, const std::vector<pid_t>& b) {
  return std::any_of(a.begin(), a.end(), [&](pid_t pid) { return std::find(b.begin(), b.end(), pid) != b.end(); });
}

void expect_no_failure(Load& load) {
  const LoadReport report = load.stop();
  EXPECT_EQ(report.failed, 0u) << report.text();
}

TEST(Reload, HangupReplacesAllWorkersWithoutAFailedRequest) {
  Cluster cluster({.workers = 2});
  Load keep_alive({.target = cluster.load_balancer(), .clients = 3});
  Load close({.target = cluster.load_balancer(), .clients = 2, .keep_alive = false});
  for (int round = 0; round < by_profile(4, 50); ++round) {
    const int server = round % 2 + 1;
    const auto before = cluster.workers(server);
    const pid_t parent = cluster.parent(server);
    send_signal(parent, SIGHUP);
    wait_until("all workers are new", 20s, [&] {
      const auto now = cluster.workers(server);
      return now.size() == 2 && !share_a_pid(before, now);
    });
    EXPECT_EQ(cluster.parent(server), parent);
    keep_alive.wait_for_ok(100);
    close.wait_for_ok(50);
  }
  expect_no_failure(keep_alive);
  expect_no_failure(close);
}

TEST(Reload, WorkersCanBecomeMoreAndFewer) {
  Cluster cluster;
  Load load({.target = cluster.load_balancer()});
  send_signal(cluster.parent(1), SIGTTIN);
  wait_until("one more worker", 5s, [&] { return cluster.workers(1).size() == 2; });
  load.wait_for_ok(100);
  send_signal(cluster.parent(1), SIGTTOU);
  wait_until("one worker less", 35s, [&] { return cluster.workers(1).size() == 1; });
  load.wait_for_ok(100);
  expect_no_failure(load);
}

TEST(Reload, StoppingOneServerFailsNoRequest) {
  Cluster cluster;
  Load keep_alive({.target = cluster.load_balancer(), .clients = 3});
  Load close({.target = cluster.load_balancer(), .clients = 2, .keep_alive = false});
  for (int round = 0; round < by_profile(2, 20); ++round) {
    const std::string name = "server" + std::to_string(round % 2 + 1);
    keep_alive.wait_for_ok(200);
    const Finished stopped = cluster.zato({"stop", cluster.component(name)});
    EXPECT_EQ(stopped.exit_code, 0) << stopped.out << stopped.err;
    keep_alive.wait_for_ok(200);
    const Finished started = cluster.zato({"start", cluster.component(name)});
    EXPECT_EQ(started.exit_code, 0) << started.out << started.err;
    cluster.wait_ready();
    close.wait_for_ok(100);
  }
  expect_no_failure(keep_alive);
  expect_no_failure(close);
}

}  // namespace
}  // namespace zato::test
