#include "enmasse_fixture.hpp"

#include "objects/api_key.hpp"

namespace zato::enmasse {
namespace {

using base::Secret;
using objects::ApiKey;
using objects::BasicAuth;
using objects::RestChannel;
using objects::Service;
using odb::Engine;
using odb::engine_name;
using odb::expect_ok;
using testing::HasSubstr;
using testing::Not;

class Exports : public WithDocuments {
 protected:
  void fill() {
    const auto service = a_service("demo.echo");
    const auto user = expect_ok(store_->insert(
        BasicAuth{.name = "b.user", .username = "b #", .realm = "Realm: 'x'", .password = Secret("pl4nted")}));
    expect_ok(store_->insert(ApiKey{.name = "A.key", .header = "X-Key", .password = Secret("pl4nted")}));
    expect_ok(store_->insert(BasicAuth{.name = "pubapi", .username = "p", .realm = "r", .password = Secret("p")}));
    expect_ok(
        store_->insert(RestChannel{.name = "zato.x", .is_internal = true, .url_path = "/z", .service_id = service.id}));
    for (const char* name : {"z", "a", "\xc3\xa4", "Z", "a b", "a_b"}) {
      expect_ok(store_->insert(RestChannel{.name = name,
                                           .is_active = false,
                                           .url_path = "/" + std::to_string(path_++),
                                           .service_id = service.id,
                                           .security_id = user.id,
                                           .service_whitelist = {"x", "2: y"},
                                           .rate_limit = {.definition = "*=10/m\n127.0.0.1=*"}}));
    }
  }

  // Everything but the services, which a deployment would bring.
  void move_to_an_empty_cluster() {
    cluster_ = create_test_cluster(*connection_, "empty");
    store_.emplace(odb::store_of(*connection_, cipher_, cluster_));
    a_service("demo.echo");
  }

  int path_ = 0;
};

TEST_P(Exports, ComeBackIdenticalFromAnEmptyCluster) {
  fill();
  const auto first = exported();
  move_to_an_empty_cluster();
  apply_it(first);
  EXPECT_EQ(exported(), first);
  EXPECT_FALSE(plan_of(first).changes_anything());
}

TEST_P(Exports, WithSecretsComeBackIdenticalToo) {
  fill();
  const auto first = exported({.with_secrets = true});
  EXPECT_THAT(first, HasSubstr("password: pl4nted"));
  move_to_an_empty_cluster();
  apply_it(first);
  EXPECT_EQ(exported({.with_secrets = true}), first);
  EXPECT_EQ(expect_ok(store_->get<BasicAuth>(std::string_view("b.user"))).password.reveal(), "pl4nted");
}

TEST_P(Exports, KeepSecretsAndDefaultObjectsToThemselves) {
  fill();
  const auto text = exported();
  EXPECT_THAT(text, Not(HasSubstr("pl4nted")));
  EXPECT_THAT(text, Not(HasSubstr("pubapi")));
  EXPECT_THAT(text, Not(HasSubstr("zato.x")));
  EXPECT_THAT(text, Not(HasSubstr("demo.echo\n    is_active")));
}

TEST_P(Exports, AreSortedByBytes) {
  fill();
  const auto text = exported();
  std::size_t last = 0;
  for (const char* name :
       {"name: Z\n", "name: a\n", "name: a b\n", "name: a_b\n", "name: z\n", "name: \"\xc3\xa4\"\n"}) {
    const auto at = text.find(name);
    ASSERT_NE(at, std::string::npos) << name << text;
    EXPECT_GT(at, last) << name;
    last = at;
  }
}

TEST_P(Exports, HoldServicesThatSomebodyChanged) {
  auto service = a_service();
  EXPECT_EQ(exported(), "{}\n");
  service.is_active = false;
  expect_ok(store_->update(service));
  EXPECT_EQ(exported(), "service:\n  - name: crm.customer\n    is_active: false\n");
}

TEST_P(Exports, ObeyTheFilter) {
  fill();
  EXPECT_THAT(exported({.filter = expect_ok(Filter::make(objects::all(), "security", ""))}),
              Not(HasSubstr("channel_rest")));
  EXPECT_THAT(exported({.filter = expect_ok(Filter::make(objects::all(), "rest,basic_auth", "B.US"))}),
              testing::StartsWith("security:\n  - name: b.user\n"));
  EXPECT_FALSE(Filter::make(objects::all(), "rset", ""));
  EXPECT_TRUE(Filter::make(objects::all(), "all", ""));
}

TEST_P(Exports, NameTheMembersOfGroupsWhoseIdsDiffer) {
  const std::string text = R"(security:
  - name: a.key
    type: apikey

  - name: b.user
    type: basic_auth
    username: b
    realm: R

security_groups:
  - name: partners
    members:
      - b.user
      - a.key
)";
  apply_it(text);
  const auto first = exported();
  EXPECT_THAT(first, HasSubstr("    members:\n      - b.user\n      - a.key\n"));
  EXPECT_FALSE(plan_of(first).changes_anything());
  move_to_an_empty_cluster();
  const auto made = plan_of(first);
  EXPECT_THAT(to_json(made).dump(), HasSubstr("b.user, a.key"));
  apply_it(first);
  EXPECT_EQ(exported(), first);
  EXPECT_THAT(refused("security_groups: [{name: g, members: [nobody]}]").message,
              HasSubstr("members: there is no security `nobody`"));
}

ZATO_ON_EVERY_ENGINE(Exports);

}  // namespace
}  // namespace zato::enmasse
