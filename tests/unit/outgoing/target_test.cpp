#include "outgoing/target.hpp"

#include <gtest/gtest.h>

namespace zato::outgoing {
namespace {

std::string filled(std::string_view pattern, const zato::Params& params) {
  const auto target = fill_target(pattern, params);
  return target ? *target : target.error().message;
}

TEST(Target, TakesParametersOfThePathAndPutsTheOthersIntoTheQuery) {
  EXPECT_EQ(filled("/customer/{id}", {{"id", "a b/ü"}, {"x", "1&2"}, {"x", "y z"}}),
            "/customer/a%20b%2F%C3%BC?x=1%262&x=y+z");
  EXPECT_EQ(filled("/c?lang=en", {{"x", "1"}}), "/c?lang=en&x=1");
  EXPECT_EQ(filled("/{a}/{b}/{a}", {{"b", "2"}, {"a", "1"}}), "/1/2/1");
  EXPECT_EQ(filled("/plain", {}), "/plain");
  EXPECT_EQ(filled("", {}), "/");
}

TEST(Target, WithoutAParameterIsRefused) {
  EXPECT_EQ(filled("/customer/{id}", {}), "parameter `id` of /customer/{id} is missing");
  EXPECT_EQ(filled("/customer/{id}", {{"id", ""}}), "parameter `id` of /customer/{id} is missing");
}

TEST(Target, CannotBeLedUpwardsByAValue) {
  EXPECT_EQ(filled("/a/{id}/b", {{"id", ".."}}), "parameter `id` of /a/{id}/b must not be ..");
  EXPECT_EQ(filled("/a/{id}/b", {{"id", "../x"}}), "/a/..%2Fx/b");
  EXPECT_EQ(filled("/a/{id}", {{"id", "x\r\nEvil: 1"}}), "/a/x%0D%0AEvil%3A%201");
}

TEST(Target, OfAPingHasNoParameters) { EXPECT_EQ(literal_target("/a/{id}?b"), "/a/%7Bid%7D?b"); }

}  // namespace
}  // namespace zato::outgoing
