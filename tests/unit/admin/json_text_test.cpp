// JSON of uploads: whatever is long, the outcome is the parser's.
#include "admin/json_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace zato::admin {
namespace {

const std::string kLong(100'000, 'A');

// Made large enough for long strings to be taken past the parser.
std::string text_of(const std::string& about) {
  return R"({"about": )" + about + R"(, "padding": ")" + std::string(1 << 20, 'p') + R"("})";
}

void expect_as_parsed(const std::string& about) {
  const auto text = text_of(about);
  const auto parsed = Json::parse(text, nullptr, false);
  const auto outcome = parse_json(text);
  ASSERT_EQ(outcome.has_value(), !parsed.is_discarded()) << about.substr(0, 100);
  EXPECT_TRUE(!outcome || *outcome == parsed) << about.substr(0, 100);
}

TEST(JsonText, LongStringsAreInTheirPlaces) {
  const auto quoted = '"' + kLong + '"';
  expect_as_parsed(quoted);
  expect_as_parsed(R"([{"name": "a.so", "payload": )" + quoted + R"(}, {"payload":")" + std::string(5000, 'B') +
                   R"(","name":"b.so"}])");
  expect_as_parsed("[\"\", " + quoted + ", \"\", {}, [], null, 1.5, true, \"x\", " + quoted + "]");
  expect_as_parsed(R"({"same": "short", "same": )" + quoted + "}");
}

TEST(JsonText, LongStringsThatAreNotPlainGoThroughTheParser) {
  for (const char* special :
       {R"(\")", R"(\\)", R"(\\\")", R"(\u00e9)", R"(\n)", "\xc3\xa9", "\xff", "\n", R"(\x)", R"(\)"}) {
    expect_as_parsed('"' + kLong + special + kLong + R"(")");
    expect_as_parsed('"' + kLong + special + R"(")");
    expect_as_parsed(R"(")" + std::string(special) + kLong + R"(", "after": ")" + kLong + '"');
  }
  expect_as_parsed('"' + kLong + std::string(1, '\0') + '"');
}

TEST(JsonText, LongKeysStayKeys) {
  expect_as_parsed("{\"" + kLong + "\": \"" + kLong + "\"}");
  expect_as_parsed("{\"" + kLong + "\" \n: [\"" + kLong + "\"]}");
}

TEST(JsonText, WhatIsNoJsonIsRefusedWhateverIsLongInIt) {
  const auto quoted = '"' + kLong + '"';
  for (const auto& about : {quoted + quoted, "[" + quoted, quoted + ":" + quoted, "{" + quoted + "}", "\"" + kLong,
                            "\\" + quoted, "/*" + quoted + "*/"}) {
    expect_as_parsed(about);
    EXPECT_FALSE(parse_json(text_of(about))) << about.substr(0, 20);
  }
  EXPECT_FALSE(parse_json(""));
  EXPECT_FALSE(parse_json("{"));
}

}  // namespace
}  // namespace zato::admin
