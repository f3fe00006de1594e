// Nobody makes himself more than he is: who grants what to whom, and who may touch whose credentials.
#include "fixture.hpp"

namespace zato::admin {
namespace {

using testing::HasSubstr;

class EscalationTest : public WithApi {
 protected:
  EscalationTest() {
    for (const auto* name : {"boss", "guard", "nobody"})
      call("zato.security.basic-auth.create", {{"name", name}, {"username", name}, {"realm", "CRM"}});
    grant("boss", "owner");
    grant("guard", "security-admin");
  }

  void grant(const std::string& definition, const std::string& role) {
    call("zato.admin.grant.create", {{"name", definition}, {"security_name", definition}, {"role", role}});
  }
  std::string refused_to_guard(std::string_view service, const Json& input) {
    return refused(service, input, Role::kSecurityAdmin);
  }
  bool allowed_to_guard(std::string_view service, const Json& input) {
    return try_call(service, input, Role::kSecurityAdmin).has_value();
  }
};

const Json kNewPassword = {{"password1", "new"}, {"password2", "new"}};

Json with(Json input, const Json& more) {
  input.update(more);
  return input;
}

TEST_F(EscalationTest, ASecurityAdminGivesNoRoleThatAllowsMoreThanHisOwn) {
  for (const auto* role : {"operator", "developer", "config-admin", "owner"}) {
    EXPECT_THAT(
        refused_to_guard("zato.admin.grant.create", {{"name", "nobody"}, {"security_name", "nobody"}, {"role", role}}),
        HasSubstr("allows more"));
  }
  EXPECT_THAT(refused_to_guard("zato.admin.grant.edit", {{"name", "guard"}, {"role", "owner"}}),
              HasSubstr("allows more"));
  EXPECT_EQ(call("zato.admin.grant.get", {{"name", "guard"}})["role"], "security-admin") << "the refused edit stayed";
  EXPECT_TRUE(allowed_to_guard("zato.admin.grant.create",
                               {{"name", "nobody"}, {"security_name", "nobody"}, {"role", "viewer"}}));
  EXPECT_TRUE(allowed_to_guard("zato.admin.grant.edit", {{"name", "nobody"}, {"role", "security-admin"}}));
}

TEST_F(EscalationTest, ASecurityAdminDoesNotTouchTheGrantOfAnOwner) {
  EXPECT_THAT(refused_to_guard("zato.admin.grant.edit", {{"name", "boss"}, {"role", "viewer"}}),
              HasSubstr("allows more"));
  EXPECT_THAT(refused_to_guard("zato.admin.grant.edit", {{"name", "boss"}, {"security_name", "nobody"}}),
              HasSubstr("allows more"));
  EXPECT_THAT(refused_to_guard("zato.admin.grant.set-active-status", {{"name", "boss"}, {"is_active", false}}),
              HasSubstr("allows more"));
  EXPECT_THAT(refused_to_guard("zato.admin.grant.delete", {{"name", "boss"}}), HasSubstr("allows more"));
}

TEST_F(EscalationTest, ASecurityAdminDoesNotBecomeAnOwnerThroughTheOwnersCredentials) {
  EXPECT_THAT(refused_to_guard("zato.security.basic-auth.change-password", with({{"name", "boss"}}, kNewPassword)),
              HasSubstr("change-password `boss`, which has the role `owner`"));
  EXPECT_THAT(refused_to_guard("zato.security.basic-auth.edit", {{"name", "boss"}, {"username", "me"}}),
              HasSubstr("role `owner`"));
  EXPECT_TRUE(allowed_to_guard("zato.security.basic-auth.change-password", with({{"name", "guard"}}, kNewPassword)));
  EXPECT_TRUE(allowed_to_guard("zato.security.basic-auth.edit", {{"name", "nobody"}, {"username", "somebody"}}));
}

TEST_F(EscalationTest, NeitherUndoNorAFileIsAWayAround) {
  call("zato.security.basic-auth.change-password", with({{"name", "boss"}}, kNewPassword));
  EXPECT_THAT(refused_to_guard("zato.config.undo", {{"sequence", sequences_.back()}}), HasSubstr("role `owner`"));
  call("zato.admin.grant.edit", {{"name", "boss"}, {"role", "viewer"}});
  EXPECT_THAT(refused_to_guard("zato.config.undo", {{"sequence", sequences_.back()}}), HasSubstr("allows more"));
}

TEST_F(EscalationTest, AnOwnerMayDoAllOfIt) {
  call("zato.security.basic-auth.change-password", with({{"name", "boss"}}, kNewPassword));
  call("zato.admin.grant.edit", {{"name", "guard"}, {"role", "owner"}});
  call("zato.admin.grant.delete", {{"name", "boss"}});
}

TEST(Roles, CoverWhatTheyAllow) {
  for (const auto role : kRoles) {
    EXPECT_TRUE(covers(role, role));
    EXPECT_TRUE(covers(role, Role::kNone));
    EXPECT_TRUE(covers(Role::kOwner, role));
    EXPECT_EQ(covers(role, Role::kOwner), role == Role::kOwner);
  }
  EXPECT_TRUE(covers(Role::kConfigAdmin, Role::kDeveloper));
  EXPECT_FALSE(covers(Role::kSecurityAdmin, Role::kOperator));
}

}  // namespace
}  // namespace zato::admin
