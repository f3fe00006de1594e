// Configuration as code over the admin API: plan, apply, rollback, export.
#include "fixture.hpp"

#include "objects/basic_auth.hpp"
#include "objects/rest_channel.hpp"
#include "objects/service.hpp"

namespace zato::admin {
namespace {

using testing::HasSubstr;
using testing::Not;

const Json kUser = {{"type", "basic_auth"},
                    {"name", "crm.user"},
                    {"fields", {{"username", "crm"}, {"realm", "CRM"}, {"password", "pl4nted"}}}};

Json channel(const std::string& name, const std::string& path) {
  return {{"type", "rest_channel"},
          {"name", name},
          {"fields", {{"url_path", path}, {"service", "crm.customer"}, {"security_name", "crm.user"}}},
          {"source", "zato.yaml"},
          {"line", 7},
          {"lines", {{"service", 9}}}};
}

class ConfigCode : public WithApi {
 protected:
  ConfigCode() {
    odb::expect_ok(store().insert(objects::Service{.name = "crm.customer", .impl_name = "crm.Customer"}));
  }
  static Json items(const std::vector<Json>& list) { return {{"items", list}}; }
};

TEST_F(ConfigCode, PlansAndAppliesAndAnswersWithTheSequence) {
  const auto wanted = items({channel("crm", "/crm"), kUser});
  const auto plan = call("zato.config.plan", wanted);
  EXPECT_EQ(plan["create"], 2);
  EXPECT_EQ(plan["steps"][0]["name"], "crm.user");
  EXPECT_THAT(plan.dump(), Not(HasSubstr("pl4nted")));
  EXPECT_TRUE(sequences_.empty());
  auto input = wanted;
  input["base_sequence"] = plan["base_sequence"];
  const auto applied = call("zato.config.apply", input);
  EXPECT_EQ(applied["sequence"].get<std::int64_t>(), plan["base_sequence"].get<std::int64_t>() + 2);
  EXPECT_THAT(sequences_, testing::ElementsAre(applied["sequence"].get<std::int64_t>()));
  EXPECT_EQ(call("zato.config.plan", wanted)["unchanged"], 2);
  EXPECT_THAT(refused("zato.config.apply", input), HasSubstr("conflict: the cluster moved from "));
}

TEST_F(ConfigCode, TellsAllProblemsWithTheirPlaces) {
  const auto wanted = items({channel("crm", "no slash"), {{"type", "rest_channel"}}});
  const auto problems = call("zato.config.plan", wanted)["problems"].dump();
  EXPECT_THAT(problems, HasSubstr("zato.yaml:7: REST channel `crm`: url_path: "));
  EXPECT_THAT(problems, HasSubstr("security_name: there is no security definition `crm.user`"));
  EXPECT_THAT(problems, HasSubstr("items[1]: REST channel `"));
  EXPECT_THAT(refused("zato.config.apply", wanted), HasSubstr("invalid argument: items[1]"));
}

TEST_F(ConfigCode, AsksForThePermissionOfEachObject) {
  EXPECT_THAT(refused("zato.config.plan", items({kUser}), Role::kViewer), HasSubstr("permission denied"));
  EXPECT_THAT(refused("zato.config.plan", items({kUser}), Role::kConfigAdmin), HasSubstr("permission denied"));
  EXPECT_THAT(refused("zato.config.apply", items({kUser}), Role::kConfigAdmin), HasSubstr("permission denied"));
  odb::expect_ok(try_call("zato.config.apply", items({kUser}), Role::kSecurityAdmin));
  odb::expect_ok(try_call("zato.config.apply", items({channel("crm", "/crm")}), Role::kConfigAdmin));
  EXPECT_THAT(refused("zato.config.apply", {{"items", Json::array()}, {"delete_missing", true}}, Role::kConfigAdmin),
              HasSubstr("may not change a HTTP Basic Auth definition"));
  EXPECT_EQ(odb::expect_ok(store().count(objects::RestChannel::type())), 1);
}

TEST_F(ConfigCode, RollsBackWithoutUndeployingServices) {
  const auto applied = call("zato.config.apply", items({kUser}));
  call("zato.config.apply", items({channel("crm", "/crm")}));
  odb::expect_ok(store().insert(objects::Service{.name = "crm.later", .impl_name = "x"}));
  const auto back = call("zato.config.rollback", {{"sequence", applied["sequence"]}});
  EXPECT_EQ(odb::expect_ok(store().count(objects::RestChannel::type())), 0);
  EXPECT_EQ(odb::expect_ok(store().count(objects::BasicAuth::type())), 1);
  EXPECT_EQ(odb::expect_ok(store().count(objects::Service::type())), 2);
  EXPECT_EQ(back["sequence"], odb::expect_ok(odb::current_sequence(*connection_, cluster_)));
  EXPECT_EQ(sequences_.back(), back["sequence"].get<std::int64_t>());
  EXPECT_THAT(refused("zato.config.rollback", {{"sequence", 999}}), HasSubstr("sequence: must be from 1 to "));
  EXPECT_THAT(refused("zato.config.rollback", {{"sequence", 1}, {"base_sequence", 1}}), HasSubstr("conflict"));
  EXPECT_THAT(refused("zato.config.rollback", {{"sequence", 1}}, Role::kConfigAdmin), HasSubstr("permission denied"));
}

TEST_F(ConfigCode, KnowsNoLaggardsWhereNoServerRuns) {
  EXPECT_EQ(call("zato.config.get-laggards", {{"sequence", 1}})["laggards"], Json::array());
}

TEST_F(ConfigCode, ExportsSecretsToOwnersOnly) {
  call("zato.config.apply", items({kUser}));
  EXPECT_THAT(call("zato.config.export")["document"].get<std::string>(), Not(HasSubstr("pl4nted")));
  const Json with_secrets = {{"with_secrets", true}};
  EXPECT_THAT(call("zato.config.export", with_secrets)["document"].get<std::string>(), HasSubstr("password: pl4nted"));
  EXPECT_THAT(refused("zato.config.export", with_secrets, Role::kSecurityAdmin), HasSubstr("only an owner"));
  EXPECT_THAT(call("zato.config.export", {{"format", "json"}})["document"].get<std::string>(),
              HasSubstr("{\n  \"security\": ["));
}

}  // namespace
}  // namespace zato::admin
