// Documents as people and Zato write them, and the sentences about what is wrong with them.
#include "enmasse/load.hpp"
#include "enmasse/json.hpp"

#include <gmock/gmock.h>

#include "objects/all.hpp"
#include "support/temp_dir.hpp"

namespace zato::enmasse {
namespace {

using testing::HasSubstr;

const std::string kCrm = R"(security:
  - name: crm.user
    type: basic_auth
    username: crm
    realm: CRM
    password: Zato_Enmasse_Env.CRM_PASSWORD

channel_rest:
  - name: crm
    service: crm.customer
    url_path: /crm/{id}
    security_name: crm.user
    cache_expiry: 1_000
    is_active: no
    service_whitelist:
      - one
      - two
    rate_limit_def: |
      *=10/m
      127.0.0.1=*
)";

const Environment kEnvironment{{{"CRM_PASSWORD", "s3cret"}}};

Loaded read(const std::string& text, const std::string& file = "zato.yaml", const ReadOptions& options = {}) {
  return parse(text, file, objects::all(), kEnvironment, options);
}

std::string text_of(const Item& item, std::string_view field) {
  const auto* found = item.find(*item.type->find(field));
  return found ? schema::to_text(found->value) : "(not given)";
}

TEST(Documents, AreReadWithTheKindOfEachField) {
  const auto loaded = read(kCrm);
  EXPECT_EQ(to_text(loaded.problems), "");
  ASSERT_EQ(loaded.document.items.size(), 2U);
  const auto& user = loaded.document.items[0];
  EXPECT_EQ(user.type->name, "basic_auth");
  EXPECT_EQ(std::get<base::Secret>(user.find(*user.type->find("password"))->value).reveal(), "s3cret");
  const auto& channel = loaded.document.items[1];
  EXPECT_EQ(channel.type->name, "rest_channel");
  EXPECT_EQ(channel.at.text(), "zato.yaml:9");
  EXPECT_EQ(text_of(channel, "service_id"), "crm.customer");
  EXPECT_EQ(text_of(channel, "security_id"), "crm.user");
  EXPECT_EQ(text_of(channel, "is_active"), "false");
  EXPECT_EQ(text_of(channel, "cache_expiry"), "1000");
  EXPECT_EQ(text_of(channel, "service_whitelist"), "one, two");
  EXPECT_EQ(text_of(channel, "rate_limit_def"), "*=10/m\n127.0.0.1=*\n");
}

TEST(Documents, KnowTheNamesOfOlderVersions) {
  const auto loaded = read(R"({
    "def_sec": [{"id": 7, "name": "u", "type": "basic_auth", "username": "u", "realm": "r", "password": "p"}],
    "http_soap": [{"name": "a", "connection": "channel", "transport": "plain_http", "url_path": "/a",
                   "service": "s", "service_id": 99, "sec_def": "u"}],
    "channel_plain_http": [{"name": "b", "url_path": "/b", "service_name": "s", "security": "zato-no-security"}]
  })",
                           "zato.json");
  EXPECT_EQ(to_text(loaded.problems), "");
  ASSERT_EQ(loaded.document.items.size(), 3U);
  EXPECT_EQ(text_of(loaded.document.items[1], "service_id"), "s");
  EXPECT_EQ(text_of(loaded.document.items[1], "security_id"), "u");
  EXPECT_EQ(text_of(loaded.document.items[2], "security_id"), "");
  EXPECT_EQ(loaded.document.items[1].at.text(), "zato.json:3");
}

TEST(Documents, SayEverythingThatIsWrongAtOnce) {
  const auto loaded = read(R"(channel_rset: []
channel_rest:
  - name: crm
    servce: x
    is_active: perhaps
    cache_expiry: soon
    url_path: [a, b]
  - url_path: /x
  - just text: [
    ]
security:
  - name: a
    type: basic_aut
  - name: b
    type: basic_auth
    password: Zato_Enmasse_Env.NOT_THERE
channel_kafka:
  - name: k
)");
  const auto text = to_text(loaded.problems);
  for (const char* sentence :
       {"zato.yaml:1: there is no section `channel_rset`; did you mean `channel_rest`?",
        "zato.yaml:4: REST channel `crm`: servce: no such field; did you mean `service`?",
        "zato.yaml:5: REST channel `crm`: is_active: `perhaps` is not a boolean",
        "zato.yaml:6: REST channel `crm`: cache_expiry: `soon` is not a integer",
        "zato.yaml:7: REST channel `crm`: url_path: must be a string, not a list",
        "zato.yaml:8: REST channel: name: is required", "zato.yaml:12: `security`: type: `basic_aut` is none of ",
        "zato.yaml:16: HTTP Basic Auth definition `b`: password: the environment variable `NOT_THERE` is not set",
        "zato.yaml:17: `channel_kafka`: Kafka channels are not a part of this platform"}) {
    EXPECT_THAT(text, HasSubstr(sentence));
  }
}

TEST(Documents, MayLeaveOutWhatIsNotKnownHere) {
  const auto loaded = read("channel_kafka: [{name: k}]\nchannel_rest: [{name: a, url_path: /a, gateway: x}]",
                           "zato.yaml", {.ignore_unknown = true});
  EXPECT_FALSE(has_errors(loaded.problems));
  EXPECT_EQ(loaded.problems.size(), 2U);
  EXPECT_EQ(loaded.document.items.size(), 1U);
}

TEST(Documents, NameAnObjectOnce) {
  const auto loaded = read("channel_rest:\n  - name: a\n  - name: a\n");
  EXPECT_EQ(to_text(loaded.problems), "zato.yaml:3: REST channel `a`: is there already, in zato.yaml:2");
}

TEST(Documents, TakeSingleFieldsOutOfTheEnvironment) {
  const Environment environment{{{"Zato_Enmasse_Env_channel_rest_crm__get_url_path", "/other"},
                                 {"Zato_Enmasse_Env_channel_rest_crm__get_service", "other"}}};
  const auto loaded =
      parse("channel_rest: [{name: crm.get, url_path: /a, service: s}]", "zato.yaml", objects::all(), environment);
  EXPECT_EQ(to_text(loaded.problems), "");
  EXPECT_EQ(text_of(loaded.document.items[0], "url_path"), "/other");
  EXPECT_EQ(text_of(loaded.document.items[0], "service_id"), "other");
}

TEST(Documents, FollowAnchorsAndMergeKeys) {
  const auto loaded = read(
      "channel_rest:\n  - &base {name: a, url_path: /a, service: s}\n"
      "  - <<: *base\n    name: b\n    url_path: /b\n");
  EXPECT_EQ(to_text(loaded.problems), "");
  ASSERT_EQ(loaded.document.items.size(), 2U);
  EXPECT_EQ(text_of(loaded.document.items[1], "url_path"), "/b");
  EXPECT_EQ(text_of(loaded.document.items[1], "service_id"), "s");
}

TEST(Documents, TravelAsJson) {
  const auto loaded = read(kCrm);
  Problems problems;
  const auto back = from_json(to_json(loaded.document), objects::all(), problems);
  EXPECT_EQ(to_text(problems), "");
  EXPECT_EQ(to_json(back), to_json(loaded.document));
  EXPECT_EQ(back.items[1].at.text(), "zato.yaml:9");
}

TEST(Documents, OfTheNetworkAreCheckedLikeFiles) {
  for (const char* text : {"7", "{}", "null", "[1]", R"([{"type": "x", "name": "a"}])", R"([{"type": "rest_channel"}])",
                           R"([{"type": "rest_channel", "name": "a", "fields": 1}])",
                           R"([{"type": "rest_channel", "name": "a", "fields": {"x": 1}}])",
                           R"([{"type": "rest_channel", "name": "a", "fields": {"is_active": {}}}])",
                           R"([{"type": "rest_channel", "name": "a", "fields": {"service_whitelist": [[1]]}}])",
                           R"([{"type": "cluster", "name": "a", "fields": {}}])"}) {
    Problems problems;
    from_json(Json::parse(text), objects::all(), problems);
    EXPECT_TRUE(has_errors(problems)) << text;
  }
}

class Includes : public testing::Test {
 protected:
  void file(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((directory_ / name).parent_path());
    test::write_text(directory_ / name, text);
  }
  Loaded load_it(const LoadOptions& options = {}) const {
    return load(directory_ / "zato.yaml", objects::all(), Environment(), options);
  }
  test::TempDir directory_;
};

TEST_F(Includes, AreRelativeToTheirFileAndReadOnce) {
  file("zato.yaml", "include:\n  - sub/a.yaml\n  - file://sub/b.json\n  - sub/a.yaml\n");
  file("sub/a.yaml", "include: [b.json]\nchannel_rest: [{name: a, url_path: /a}]\n");
  file("sub/b.json", R"({"channel_rest": [{"name": "b", "url_path": "/b"}, "c.yaml"]})");
  file("sub/c.yaml", "name: c\nurl_path: /c\n");
  const auto loaded = load_it();
  EXPECT_EQ(to_text(loaded.problems), "");
  EXPECT_EQ(loaded.document.items.size(), 3U);
}

TEST_F(Includes, OfThemselvesAreRefused) {
  file("zato.yaml", "include: [a.yaml]\n");
  file("a.yaml", "\ninclude:\n  - zato.yaml\n");
  EXPECT_THAT(to_text(load_it().problems), HasSubstr("a.yaml:3: Circular include detected -> "));
}

TEST_F(Includes, ThatAreMissingAreNamed) {
  file("zato.yaml", "include:\n  - nowhere.yaml\n  - [x]\n");
  const auto text = to_text(load_it().problems);
  EXPECT_THAT(text, HasSubstr("zato.yaml:2: Included file does not exist -> "));
  EXPECT_THAT(text, HasSubstr("zato.yaml:3: `include` must be a list of paths"));
  file("zato.yaml", "include: [nowhere.yaml]\n");
  EXPECT_FALSE(has_errors(load_it({.ignore_missing_includes = true}).problems));
}

TEST_F(Includes, NeedAFile) {
  EXPECT_TRUE(has_errors(load_it().problems));
  std::filesystem::create_directory(directory_ / "zato.yaml");
  EXPECT_THAT(to_text(load_it().problems), HasSubstr("not a file"));
}

}  // namespace
}  // namespace zato::enmasse
