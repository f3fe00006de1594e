#include "server/channels/accept.hpp"

#include <gtest/gtest.h>

#include <string>

namespace zato::server {
namespace {

TEST(Accept, AChannelForAnythingTakesEverything) {
  EXPECT_GT(preference("application/xml", "*/*"), 0);
  EXPECT_GT(preference("application/xml;q=0", "*/*"), 0);
  EXPECT_EQ(preference("", "application/json"), 1);
}

TEST(Accept, MediaTypesAreComparedWithoutCaseAndParameters) {
  EXPECT_EQ(preference("text/html, Application/JSON;charset=utf-8;Q=0.9", "application/json"), 0.9);
  EXPECT_EQ(preference("text/html, application/xml", "application/json"), 0);
}

TEST(Accept, RangesOnEitherSideOverlap) {
  EXPECT_EQ(preference("application/*", "application/json"), 1);
  EXPECT_EQ(preference("application/json", "application/*"), 1);
  EXPECT_EQ(preference("text/html, */*;q=0.1", "application/json"), 0.1);
  EXPECT_EQ(preference("text/*", "application/json"), 0);
}

TEST(Accept, TheClosestRangeDecidesWhereverItStands) {
  EXPECT_EQ(preference("*/*, application/*;q=0.5, application/json;q=0.2", "application/json"), 0.2);
  EXPECT_EQ(preference("application/json;q=0.2, application/*;q=0.5, */*", "application/json"), 0.2);
  EXPECT_EQ(preference("application/json;q=0, */*", "application/json"), 0);
  EXPECT_EQ(preference("application/json;q=0, */*", "application/xml"), 1);
}

TEST(Accept, WhatMakesNoSenseIsHarmless) {
  EXPECT_EQ(preference("application/json;q=lots", "application/json"), 1);
  EXPECT_EQ(preference("application/json;q=9", "application/json"), 1);
  EXPECT_EQ(preference("application/json;q=-1", "application/json"), 0);
  EXPECT_EQ(preference(",,;;q=,/,*/,/*", "application/json"), 0);
  EXPECT_EQ(preference(std::string(100'000, ','), "application/json"), 0);
  EXPECT_EQ(preference(std::string(100'000, ';'), "application/json"), 0);
}

}  // namespace
}  // namespace zato::server
