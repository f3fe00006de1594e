#include "lb/agent_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zato::lb {
namespace {

using testing::HasSubstr;

TEST(AgentJson, ShowsAServer) {
  ServerView view;
  view.name = "s1";
  view.address = "10.0.0.1";
  view.port = 17010;
  view.wish = {.mode = Mode::kDrain, .weight = 5};
  view.status = "DRAIN";
  view.counters.sessions = 3;
  EXPECT_THAT(server_json(view),
              HasSubstr(R"("name":"s1","address":"10.0.0.1","port":17010,"state":"DRAIN","mode":"drain","weight":5)"));
  EXPECT_THAT(server_json(view), HasSubstr(R"("sessions":3)"));
  EXPECT_EQ(servers_json({}), R"({"servers":[]})");
}

TEST(AgentJson, ShowsTextThatIsNotUtf8) {
  ServerView view;
  view.counters.check_description = "\xff";
  EXPECT_THAT(server_json(view), HasSubstr("check_details"));
}

TEST(AgentJson, ReadsAChangeOfAServer) {
  const auto change = parse_server_change(R"({"mode": "maintenance", "weight": 0})");
  ASSERT_TRUE(change) << change.error().text();
  EXPECT_EQ(change->mode, Mode::kMaintenance);
  EXPECT_EQ(change->weight, 0);
  EXPECT_FALSE(parse_server_change(R"({"weight": 7})")->mode);
}

TEST(AgentJson, NamesWhatIsWrongInAChange) {
  const auto problem = [](const char* body) { return parse_server_change(body).error().message; };
  EXPECT_THAT(problem(""), HasSubstr("JSON object"));
  EXPECT_THAT(problem("[1]"), HasSubstr("JSON object"));
  EXPECT_THAT(problem("{}"), HasSubstr("give 'mode', 'weight' or both"));
  EXPECT_THAT(problem(R"({"mod": "drain"})"), HasSubstr("did you mean 'mode'?"));
  EXPECT_THAT(problem(R"({"mode": "off"})"), HasSubstr("ready, drain or maintenance"));
  EXPECT_THAT(problem(R"({"mode": 1})"), HasSubstr("ready, drain or maintenance"));
  for (const auto* weight : {"-1", "257", "1.5", "\"5\"", "1e3", "true", "99999999999999999999"}) {
    EXPECT_THAT(problem((std::string(R"({"weight": )") + weight + "}").c_str()), HasSubstr("'weight'")) << weight;
  }
}

TEST(AgentJson, ReadsAnAlgorithm) {
  EXPECT_EQ(parse_algorithm(R"({"algorithm": "leastconn"})").value(), "leastconn");
  EXPECT_THAT(parse_algorithm(R"({"algorithm": 5})").error().message, HasSubstr("roundrobin"));
  EXPECT_FALSE(parse_algorithm("{}"));
}

}  // namespace
}  // namespace zato::lb
