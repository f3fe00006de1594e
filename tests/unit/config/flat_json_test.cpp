#include <gmock/gmock.h>

#include "config/entry.hpp"

namespace zato::config {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string value(const std::vector<Entry>& entries, const std::string& key) {
  for (const auto& entry : entries) {
    if (entry.key == key) return entry.value;
  }
  return "(missing)";
}

TEST(FlatJson, TurnsEveryKindOfValueIntoText) {
  auto entries =
      parse_flat_json("{\"host\": \"h\",\n \"port\": 20151, \"tls\": true, \"f\": {\"commonName\": \"x\"}}", "lb.conf");
  ASSERT_TRUE(entries) << entries.error().text();
  EXPECT_EQ(value(*entries, "host"), "h");
  EXPECT_EQ(value(*entries, "port"), "20151");
  EXPECT_EQ(value(*entries, "tls"), "True");
  EXPECT_EQ(value(*entries, "f"), "commonName=x");
}

TEST(FlatJson, NamesTheLineOfAKeyAndOfASyntaxError) {
  auto entries = parse_flat_json("{\n\"port\": 1}", "lb.conf");
  ASSERT_TRUE(entries);
  EXPECT_EQ((*entries)[0].origin, "lb.conf:2");
  auto broken = parse_flat_json("{\n\"port\": }", "lb.conf");
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error().message, HasSubstr("lb.conf:2: this is not JSON"));
}

TEST(FlatJson, DoesNotRepeatASecretThatIsCutShort) {
  const auto broken = parse_flat_json("{\"odb_password\": \"pl4nted", "lb.conf");
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error().message, AllOf(HasSubstr("missing closing quote"), Not(HasSubstr("pl4nted"))));
}

TEST(FlatJson, RefusesListsAndAnythingButAnObject) {
  EXPECT_FALSE(parse_flat_json("[]", "lb.conf"));
  auto list = parse_flat_json("{\"a\": [1]}", "lb.conf");
  ASSERT_FALSE(list);
  EXPECT_THAT(list.error().message, HasSubstr("[main] a: must be text"));
}

}  // namespace
}  // namespace zato::config
