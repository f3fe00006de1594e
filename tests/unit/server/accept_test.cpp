#include "server/channels/accept.hpp"

#include <gtest/gtest.h>

namespace zato::server {
namespace {

TEST(Accept, AChannelForAnythingTakesEverything) {
  EXPECT_TRUE(accepts("application/xml", "*/*"));
  EXPECT_TRUE(accepts("", "application/json"));
}

TEST(Accept, MediaTypesAreComparedWithoutCaseAndParameters) {
  EXPECT_TRUE(accepts("text/html, Application/JSON;q=0.9", "application/json"));
  EXPECT_FALSE(accepts("text/html, application/xml", "application/json"));
}

TEST(Accept, RangesOnEitherSideOverlap) {
  EXPECT_TRUE(accepts("application/*", "application/json"));
  EXPECT_TRUE(accepts("application/json", "application/*"));
  EXPECT_TRUE(accepts("text/html, */*;q=0.1", "application/json"));
  EXPECT_FALSE(accepts("text/*", "application/json"));
}

}  // namespace
}  // namespace zato::server
