#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace zato::base {
namespace {

const WallTime kMoment = WallTime(std::chrono::milliseconds(1'784'123'456'789));

TEST(Clock, PrintsRfc3339WithMilliseconds) { EXPECT_EQ(iso_utc(kMoment), "2026-07-15T13:50:56.789Z"); }

TEST(Clock, PrintsHttpDateInEnglish) { EXPECT_EQ(http_date(kMoment), "Wed, 15 Jul 2026 13:50:56 GMT"); }

TEST(Clock, RoundsTimesBeforeTheEpochDown) {
  EXPECT_EQ(iso_utc(WallTime(std::chrono::milliseconds(-1))), "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace zato::base
