#include "cli/output.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "cli/failure.hpp"

namespace zato::cli {
namespace {

using nlohmann::json;

TEST(Yaml, QuotesWhatAReaderWouldTakeForSomethingElse) {
  EXPECT_EQ(to_yaml({{"a", "text"}, {"b", "true"}, {"c", "1"}, {"d", true}, {"e", ""}, {"f", "x: y"}}),
            "a: text\nb: \"true\"\nc: \"1\"\nd: true\ne: \"\"\nf: \"x: y\"\n");
}

TEST(Yaml, IndentsObjectsAndLists) {
  EXPECT_EQ(to_yaml({{"list", {1, 2}}, {"map", {{"k", "v"}}}}), "list:\n  - 1\n  - 2\nmap:\n  k: v\n");
  EXPECT_EQ(to_yaml(json::array({{{"a", 1}, {"b", 2}}})), "- a: 1\n  b: 2\n");
  EXPECT_EQ(to_yaml({{"empty", json::array()}}), "empty: []\n");
  EXPECT_EQ(to_yaml(json::array()), "[]\n");
}

TEST(Pairs, AreATableWithBordersOrJson) {
  const json object{{"key", "value"}, {"n", 1}};
  EXPECT_EQ(render_pairs(object, Format::kText),
            "+-----+-------+\n| Key | Value |\n+-----+-------+\n| key | value |\n| n   | 1     |\n+-----+-------+\n");
  EXPECT_EQ(json::parse(render_pairs(object, Format::kJson)), object);
}

TEST(Format, IsRefusedWhenUnknown) { EXPECT_THROW(parse_format("xml"), Failure); }

}  // namespace
}  // namespace zato::cli
