#include "process/heritage.hpp"

#include <gmock/gmock.h>

namespace zato::process {
namespace {

using namespace std::chrono_literals;

TEST(Heritage, SurvivesItsWayThroughTheEnvironment) {
  const Heritage heritage{.role = "worker",
                          .slot = 3,
                          .generation = 7,
                          .cell = 12,
                          .listeners = {5, 6},
                          .pulses = 7,
                          .notes = 11,
                          .metrics = -1,
                          .lifeline = 9,
                          .link = 10,
                          .heartbeat_timeout = 2500ms};
  const auto decoded = Heritage::decode(heritage.encode());
  ASSERT_TRUE(decoded) << decoded.error().text();
  EXPECT_EQ(decoded->encode(), heritage.encode());
  EXPECT_EQ(decoded->name(), "worker-4");
  EXPECT_THAT(decoded->listeners, testing::ElementsAre(5, 6));
  EXPECT_EQ(decoded->metrics, -1);
  EXPECT_EQ(decoded->heartbeat_timeout, 2500ms);
}

TEST(Heritage, WithoutListenersHasNone) {
  const auto decoded = Heritage::decode(Heritage{.role = "keeper"}.encode());
  ASSERT_TRUE(decoded) << decoded.error().text();
  EXPECT_TRUE(decoded->listeners.empty());
}

TEST(Heritage, ThatIsIncompleteIsRefused) {
  EXPECT_FALSE(Heritage::decode(""));
  EXPECT_FALSE(Heritage::decode("role=worker"));
  EXPECT_FALSE(
      Heritage::decode("role=worker slot=x generation=0 cell=0 pulses=3 notes=8 metrics=4 lifeline=5 link=6 heartbeat_ms=0"));
}

}  // namespace
}  // namespace zato::process
