// Start, kill -9 of everything, start: no stale pid file, socket or port ever needs a hand.
#include <gtest/gtest.h>

#include "integration/profile.hpp"
#include "support/cluster.hpp"
#include "support/proc.hpp"

namespace zato::test {
namespace {

TEST(Restart, WorksAfterEverythingWasKilled) {
  Cluster cluster;
  for (int round = 0; round < by_profile(5, 50); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    cluster.kill_everything();
    ASSERT_TRUE(tagged_processes().empty());
    cluster.start();
    ASSERT_TRUE(is_ping_answer(get(cluster.load_balancer(), "/zato/ping")));
  }
  cluster.stop();
}

}  // namespace
}  // namespace zato::test
