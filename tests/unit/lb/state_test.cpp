#include "lb/state.hpp"

#include <gtest/gtest.h>

namespace zato::lb {
namespace {

State sample() {
  State state{.algorithm = "leastconn", .wishes = {}, .members = {}};
  state.set_wish("server1", {.mode = Mode::kDrain, .weight = 5});
  state.set_wish("server2", {});
  state.members = {{.name = "server1", .address = "127.0.0.1", .port = 17010},
                   {.name = "server2", .address = "127.0.0.1", .port = 17011, .leaving = true}};
  return state;
}

TEST(State, SurvivesItsFile) {
  const auto again = state_from_json(state_to_json(sample()));
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->algorithm, "leastconn");
  EXPECT_EQ(again->wish("server1"), (Wish{.mode = Mode::kDrain, .weight = 5}));
  EXPECT_EQ(again->members.size(), 2U);
  EXPECT_FALSE(again->members[1].leaving);  // the ODB will say so again if it still does
}

TEST(State, RemembersNoDefaults) { EXPECT_EQ(sample().wishes.size(), 1U); }

TEST(State, DrainsWhoLeavesUnlessItIsOutAnyway) {
  auto state = sample();
  EXPECT_EQ(desired_servers(state)[1].mode, Mode::kDrain);
  state.set_wish("server2", {.mode = Mode::kMaintenance});
  EXPECT_EQ(desired_servers(state)[1].mode, Mode::kMaintenance);
}

TEST(State, RefusesWhatItCannotUse) {
  for (const auto* text :
       {"", "[]", "{", R"({"servers": {"a": {"mode": "x"}}})", R"({"servers": {"a": {"weight": 300}}})",
        R"({"algorithm": "none"})", R"({"members": [{"name": "a\nb", "address": "h", "port": 1}]})",
        R"({"members": [{"name": 1}]})", R"({"servers": {"a": {"weight": "x"}}})"}) {
    EXPECT_FALSE(state_from_json(text)) << text;
  }
}

TEST(State, IsEmptyWithoutAFile) {
  const auto state = load_state("/nonexistent");
  ASSERT_TRUE(state);
  EXPECT_TRUE(state->members.empty());
}

}  // namespace
}  // namespace zato::lb
