// The audit log: what is in it, what is not, and that tampering shows.
#include "admin/audit.hpp"

#include "fixture.hpp"

namespace zato::admin {
namespace {

using testing::HasSubstr;
using testing::Not;

class Audit : public WithApi {
 protected:
  Audit() {
    call("zato.security.basic-auth.create",
         {{"name", "joan"}, {"username", "joan"}, {"realm", "CRM"}, {"password", "planted"}});
  }
  void execute(const std::string& sql) { odb::expect_ok(connection_->execute(sql)); }
};

TEST_F(Audit, HasEveryChangeWithItsFieldsButNotTheirValues) {
  call("zato.security.basic-auth.edit", {{"name", "joan"}, {"realm", "ERP"}});
  const auto events = call("zato.audit-log.get-list");
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0]["action"], "edit");
  EXPECT_EQ(events[0]["fields"], Json({"realm"}));
  EXPECT_EQ(events[0]["actor"], "joan");
  EXPECT_EQ(events[0]["role"], "owner");
  EXPECT_EQ(events[1]["action"], "create");
  EXPECT_EQ(events[1]["object_name"], "joan");
  EXPECT_THAT(events.dump(), AllOf(Not(HasSubstr("planted")), Not(HasSubstr("ERP"))));
}

TEST_F(Audit, HasRefusalsAndLoginFailures) {
  refused("zato.security.basic-auth.edit", {{"name", "joan"}, {"realm", "ERP"}}, Role::kViewer);
  odb::expect_ok(api_->record_login_failure({.name = "nobody", .address = "10.0.0.7"}, "admin.invoke.json"));
  const auto events = call("zato.audit-log.get-list");
  EXPECT_EQ(events[0]["kind"], "login-failure");
  EXPECT_EQ(events[0]["address"], "10.0.0.7");
  EXPECT_EQ(events[1]["kind"], "refusal");
  EXPECT_EQ(events[1]["service"], "zato.security.basic-auth.edit");
  EXPECT_EQ(call("zato.audit-log.get-list", {{"kind", "refusal"}}).size(), 1U);
}

TEST_F(Audit, AFailedChangeIsNoChange) {
  refused("zato.security.basic-auth.create", {{"name", "joan"}, {"username", "jo"}, {"realm", "CRM"}});
  EXPECT_EQ(call("zato.audit-log.get-list").size(), 1U);
}

TEST_F(Audit, IsWholeUntilSomebodyAltersIt) {
  for (int i = 0; i < 3; ++i)
    call("zato.security.basic-auth.edit", {{"name", "joan"}, {"realm", "realm" + std::to_string(i)}});
  const auto verify = [this] { return call("zato.audit-log.verify"); };
  EXPECT_EQ(verify(), (Json{{"is_whole", true}, {"events", 4}, {"broken_at", 0}, {"problem", ""}}));
  execute("UPDATE audit_event SET actor = 'eve' WHERE seq = 2");
  EXPECT_EQ(verify()["broken_at"], 2);
  EXPECT_EQ(verify()["problem"], "it was altered");
  execute("UPDATE audit_event SET actor = 'joan' WHERE seq = 2");
  EXPECT_EQ(verify()["is_whole"], true);
  execute("DELETE FROM audit_event WHERE seq = 4");
  EXPECT_EQ(verify()["problem"], "the last events are missing");
  execute("DELETE FROM audit_event WHERE seq = 1");
  EXPECT_EQ(verify()["problem"], "an event is missing");
}

}  // namespace
}  // namespace zato::admin
