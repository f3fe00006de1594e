#include "enmasse_fixture.hpp"

namespace zato::enmasse {
namespace {

using base::Code;
using base::Secret;
using objects::BasicAuth;
using objects::RestChannel;
using odb::Engine;
using odb::engine_name;
using odb::expect_ok;
using testing::HasSubstr;

using Plans = WithDocuments;

const std::string kCrm = R"(channel_rest:
  - name: crm
    service: crm.customer
    url_path: /crm
    security_name: crm.user
security:
  - name: crm.user
    type: basic_auth
    username: crm
    realm: CRM
    password: first
)";

TEST_P(Plans, CreateWhatIsReferredToFirst) {
  a_service();
  const auto made = plan_of(kCrm);
  EXPECT_EQ(to_text(made.problems), "");
  EXPECT_EQ(summary(made), "create crm.user, create crm");
  EXPECT_EQ(made.base_sequence, sequence());
  const auto applied = apply_it(kCrm, {.base_sequence = made.base_sequence});
  EXPECT_EQ(applied.sequence, made.base_sequence + 2);
  const auto channel = expect_ok(store_->get<RestChannel>(std::string_view("crm")));
  const auto user = expect_ok(store_->get<BasicAuth>(std::string_view("crm.user")));
  EXPECT_EQ(channel.security_id, user.id);
  EXPECT_EQ(user.password.reveal(), "first");
  EXPECT_FALSE(plan_of(kCrm).changes_anything());
}

TEST_P(Plans, ShowWhichFieldsChangeAndNoSecrets) {
  a_service();
  apply_it(kCrm);
  const auto made = plan_of(R"(channel_rest: [{name: crm, url_path: /crm/v2, security: null}]
security: [{name: crm.user, type: basic_auth, password: second}]
)");
  EXPECT_EQ(summary(made), "edit crm.user, edit crm");
  const auto& secret = made.steps[0].changes;
  ASSERT_EQ(secret.size(), 1U);
  EXPECT_EQ(secret[0].before + secret[0].after, "************");
  const auto& channel = made.steps[1].changes;
  ASSERT_EQ(channel.size(), 2U);
  EXPECT_EQ(channel[0].field + ": " + channel[0].before + " -> " + channel[0].after, "url_path: /crm -> /crm/v2");
  EXPECT_EQ(channel[1].field + ": " + channel[1].before + " -> " + channel[1].after, "security_id: crm.user -> ");
  EXPECT_THAT(to_json(made).dump(), testing::Not(HasSubstr("second")));
}

TEST_P(Plans, LeaveFieldsAloneThatTheDocumentDoesNotName) {
  const auto service = a_service();
  expect_ok(store_->insert(
      RestChannel{.name = "crm", .url_path = "/crm", .method = "GET", .service_id = service.id, .cache_expiry = 7}));
  const std::string yaml = "channel_rest: [{name: crm, url_path: /crm, service: crm.customer}]";
  EXPECT_FALSE(plan_of(yaml).changes_anything());
  EXPECT_TRUE(plan_of(yaml, {.replace = true}).changes_anything());
  apply_it(yaml, {.replace = true});
  const auto channel = expect_ok(store_->get<RestChannel>(std::string_view("crm")));
  EXPECT_EQ(channel.method, "");
  EXPECT_EQ(channel.cache_expiry, 0);
}

TEST_P(Plans, DeleteOnlyWhenTold) {
  a_service();
  apply_it(kCrm);
  EXPECT_FALSE(plan_of("{}").changes_anything());
  EXPECT_EQ(summary(plan_of("{}", {.delete_missing = true})), "delete crm, delete crm.user");
  apply_it("{}", {.delete_missing = true});
  EXPECT_EQ(exported(), "{}\n");
}

TEST_P(Plans, DeleteWithinTheFilterOnly) {
  a_service();
  apply_it(kCrm);
  const auto filter = expect_ok(Filter::make(objects::all(), "rest", ""));
  EXPECT_EQ(summary(plan_of("{}", {.delete_missing = true, .filter = filter})), "delete crm");
}

TEST_P(Plans, GiveThePathOfADeletedChannelToAnother) {
  a_service();
  apply_it(kCrm);
  const std::string renamed = R"(channel_rest: [{name: crm2, url_path: /crm, service: crm.customer, security: crm.user}]
security: [{name: crm.user, type: basic_auth}]
)";
  EXPECT_THAT(
      to_text(plan_of(renamed).problems),
      HasSubstr("zato.yaml:1: REST channel `crm2`: REST channel `crm` has this url_path, method, http_accept already"));
  EXPECT_EQ(summary(apply_it(renamed, {.delete_missing = true}).plan), "delete crm, create crm2");
}

TEST_P(Plans, DeleteWhatWasInUseAfterItsUserLetGo) {
  a_service();
  apply_it(kCrm);
  const std::string open = "channel_rest: [{name: crm, security: null}]";
  EXPECT_EQ(summary(apply_it(open, {.delete_missing = true}).plan), "edit crm, delete crm.user");
}

TEST_P(Plans, NameEveryProblemWithItsPlace) {
  a_service();
  apply_it(kCrm);
  const auto before = sequence();
  const auto error = refused(R"(channel_rest:
  - name: a
    url_path: no slash
    service: crm.custmer
    security_name: crm.usr
  - name: b
    url_path: /crm
    service: crm.customer
service:
  - name: not.deployed
)");
  EXPECT_EQ(error.code, Code::kInvalidArgument);
  for (const char* sentence :
       {"zato.yaml:3: REST channel `a`: url_path: ",
        "zato.yaml:4: REST channel `a`: service: there is no service `crm.custmer`; did you mean `crm.customer`?",
        "zato.yaml:5: REST channel `a`: security_name: there is no security definition `crm.usr`; did you mean "
        "`crm.user`?",
        "zato.yaml:6: REST channel `b`: REST channel `crm` has this url_path",
        "zato.yaml:10: Service `not.deployed`: does not exist in this cluster"}) {
    EXPECT_THAT(error.message, HasSubstr(sentence));
  }
  EXPECT_EQ(sequence(), before);
}

TEST_P(Plans, ProtectWhatStaysFromLosingWhatItNeeds) {
  a_service();
  apply_it(kCrm);
  const auto filter = expect_ok(Filter::make(objects::all(), "security", ""));
  EXPECT_THAT(to_text(plan_of("{}", {.delete_missing = true, .filter = filter}).problems),
              HasSubstr("REST channel `crm`: security_id: refers to HTTP Basic Auth definition `crm.user`"));
}

TEST_P(Plans, AreRefusedWhenTheClusterMoved) {
  a_service();
  const auto made = plan_of(kCrm);
  a_service("another");
  const auto error = refused(kCrm, {.base_sequence = made.base_sequence});
  EXPECT_EQ(error.code, Code::kConflict);
  EXPECT_EQ(error.message, "the cluster moved from " + std::to_string(sequence() - 1) + " to " +
                               std::to_string(sequence()) + " since the plan");
  EXPECT_EQ(exported(), "{}\n");
}

TEST_P(Plans, LeaveDefaultObjectsAndServicesWhenTheyDelete) {
  a_service();
  expect_ok(store_->insert(BasicAuth{.name = "admin.invoke", .username = "a", .realm = "r", .password = Secret("p")}));
  expect_ok(store_->insert(BasicAuth{.name = "admins", .username = "b", .realm = "r", .password = Secret("p")}));
  EXPECT_EQ(summary(plan_of("{}", {.delete_missing = true})), "delete admins");
}

TEST_P(Plans, MakeUpSecretsThatAreNotGiven) {
  apply_it("security: [{name: u, type: basic_auth, username: u, realm: r}]");
  EXPECT_EQ(expect_ok(store_->get<BasicAuth>(std::string_view("u"))).password.reveal().size(), 32U);
  EXPECT_FALSE(plan_of("security: [{name: u, type: basic_auth, username: u, realm: r}]").changes_anything());
}

TEST_P(Plans, OfAHostileDocumentAreAllOrNothing) {
  a_service();
  EXPECT_EQ(refused(kCrm + "  - name: \"x\\u0001y\"\n    type: basic_auth\n    username: z\n    realm: r\n").code,
            Code::kInvalidArgument);
  EXPECT_EQ(exported(), "{}\n");
}

ZATO_ON_EVERY_ENGINE(Plans);

}  // namespace
}  // namespace zato::enmasse
