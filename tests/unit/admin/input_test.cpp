// How what callers send becomes what services read.
#include <gmock/gmock.h>

#include "admin/input.hpp"

namespace zato::admin {
namespace {

using schema::Kind;
using testing::HasSubstr;

const Service kService{.name = "zato.sample.create",
                       .input = {.parameters = {{.name = "name", .required = true},
                                                {.name = "is_active", .kind = Kind::kBool},
                                                {.name = "port", .kind = Kind::kInt},
                                                {.name = "ratio", .kind = Kind::kFloat},
                                                {.name = "topics", .kind = Kind::kList, .aliases = {"topic_list"}},
                                                {.name = "items", .any = true}}}};

Json read(const Json& input) {
  auto read = read_input(kService, 1, input);
  return read ? *read : Json(read.error().message);
}

TEST(Input, IsBroughtIntoTheKindsThatAreWanted) {
  EXPECT_EQ(read({{"name", 2024}, {"is_active", "yes"}, {"port", "8080"}, {"ratio", "0.5"}, {"topic_list", "a\nb\n"}}),
            (Json{{"name", "2024"}, {"is_active", true}, {"port", 8080}, {"ratio", 0.5}, {"topics", {"a", "b"}}}));
  EXPECT_EQ(read({{"name", "x"}, {"port", 8080.0}, {"is_active", 1}}),
            (Json{{"name", "x"}, {"port", 8080}, {"is_active", true}}));
}

TEST(Input, EveryProblemIsToldAtOnce) {
  const auto message = read({{"is_active", "maybe"}, {"port", "many"}, {"ratio", true}, {"topics", 5}, {"nmae", "x"}})
                           .get<std::string>();
  EXPECT_THAT(message, HasSubstr("is_active: must be true or false"));
  EXPECT_THAT(message, HasSubstr("port: must be an integer"));
  EXPECT_THAT(message, HasSubstr("ratio: must be a number"));
  EXPECT_THAT(message, HasSubstr("topics: must be a list of strings"));
  EXPECT_THAT(message, HasSubstr("nmae: no such field; did you mean `name`?"));
  EXPECT_THAT(message, HasSubstr("name: is required"));
}

TEST(Input, NumbersOutOfRangeAreNotCutOff) {
  EXPECT_THAT(read({{"name", "x"}, {"port", 18446744073709551615ULL}}).dump(), HasSubstr("out of range"));
  EXPECT_THAT(read({{"name", "x"}, {"port", 1e300}}).dump(), HasSubstr("must be an integer"));
  EXPECT_THAT(read({{"name", "x"}, {"port", "99999999999999999999"}}).dump(), HasSubstr("must be an integer"));
}

TEST(Input, OfAnotherClusterIsRefused) {
  EXPECT_EQ(read({{"name", "x"}, {"cluster_id", "1"}}), (Json{{"name", "x"}}));
  EXPECT_THAT(read({{"name", "x"}, {"cluster_id", 2}}).dump(), HasSubstr("cluster_id: must be 1"));
}

TEST(Input, MayComeInTheElementThatOldClientsSend) {
  EXPECT_EQ(read({{"zato_sample_create_request", {{"name", "x"}}}}), (Json{{"name", "x"}}));
  EXPECT_EQ(read({{"name", "x"}, {"items", {{{"a", 1}}}}}), (Json{{"name", "x"}, {"items", {{{"a", 1}}}}}));
  EXPECT_THAT(read(Json::array()).dump(), HasSubstr("must be a JSON object"));
}

}  // namespace
}  // namespace zato::admin
