// A worker that hangs is found by its heartbeat, its stack is logged, and a new one takes its place.
#include <gmock/gmock.h>
#include <signal.h>

#include "support/cluster.hpp"
#include "support/load.hpp"
#include "support/proc.hpp"

namespace zato::test {
namespace {

using testing::ContainsRegex;

TEST(Hang, StoppedWorkerIsReplacedWithinItsTimeoutAndASecond) {
  constexpr Millis kTimeout = 2s;
  Cluster cluster({.environment = {{"ZATO_MAIN__WORKER_TIMEOUT", "2"}}});
  Load load({.target = cluster.load_balancer()});
  load.wait_for_ok(100);
  const pid_t victim = cluster.workers(1).front();
  send_signal(victim, SIGSTOP);
  wait_until("the stopped worker is replaced", kTimeout + 1s, [&] {
    const auto now = cluster.workers(1);
    return !alive(victim) && now.size() == 1 && now.front() != victim;
  });
  cluster.wait_ready();
  load.wait_for_ok(100);
  const LoadReport report = load.stop();
  EXPECT_EQ(report.failed, 0u) << report.text();
  const std::string log = cluster.server_log(1);
  EXPECT_THAT(log, testing::HasSubstr(std::to_string(victim)));
  EXPECT_THAT(log, ContainsRegex("stack #0 [^\n]+")) << "no stack of the victim in the log";
}

}  // namespace
}  // namespace zato::test
