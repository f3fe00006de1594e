// Who may call what: all roles times all services of the catalog, against one small table.
#include <gtest/gtest.h>

#include <set>

#include "admin/catalog.hpp"
#include "admin/policy.hpp"
#include "fixture.hpp"

namespace zato::admin {
namespace {

// What kind of service it is by its name alone; written down apart from the catalog, so that a service that declares
// too little is found.
std::string kind_of(const std::string& name) {
  const auto verb = name.substr(name.rfind('.') + 1);
  const auto prefix = name.substr(0, name.rfind('.'));
  if (prefix == "zato.audit-log") return "audit";
  const bool security = prefix.starts_with("zato.security") || prefix == "zato.groups" || prefix == "zato.admin.grant";
  static const std::set<std::string> kReads = {"get",
                                               "get-by-id",
                                               "get-by-name",
                                               "get-list",
                                               "history",
                                               "get-changes",
                                               "get-current-state",
                                               "get-history",
                                               "get-laggards",
                                               "status",
                                               "get-info",
                                               "get-server-info",
                                               "get-singleton",
                                               "get-statistics",
                                               "get-member-list",
                                               "get-next-runs",
                                               "get-member-count",
                                               "get-channel-list",
                                               "get-versions",
                                               "get-deployments",
                                               "get-stats-table",
                                               "get-service-stats",
                                               "get-slow-response-list",
                                               "get-by-service",
                                               "get-trends",
                                               "has-wsdl",
                                               "simulate",
                                               "export"};
  if (kReads.contains(verb) || verb.starts_with("get-summary-by-")) return "read";
  if (verb == "get-source-info") return "services";
  // Asynchronous invocations: their books are for everybody, what becomes of one is not.
  if (prefix == "zato.message") return verb == "get-stats" ? "read" : "operate";
  // Messages of customers are not for everybody who may look at the configuration.
  if (verb == "get-slow-response" || verb == "get-request-response" || prefix.starts_with("zato.stats")) return "operate";
  if (prefix == "zato.config") return "any change";
  if (security) return "security";
  static const std::set<std::string> kOperates = {"ping", "execute", "clear", "set-active-status", "pause", "resume"};
  if (kOperates.contains(verb) || prefix == "zato.server") return "operate";
  if (prefix == "zato.ide-deploy" || prefix == "zato.hot-deploy" || prefix == "zato.deployment") return "services";
  return prefix == "zato.service" ? "services" : "configuration";
}

const std::map<std::string, std::set<Role>> kMay = {
    {"read",
     {Role::kViewer, Role::kOperator, Role::kDeveloper, Role::kConfigAdmin, Role::kSecurityAdmin, Role::kOwner}},
    {"operate", {Role::kOperator, Role::kDeveloper, Role::kConfigAdmin, Role::kOwner}},
    {"services", {Role::kDeveloper, Role::kConfigAdmin, Role::kOwner}},
    {"configuration", {Role::kConfigAdmin, Role::kOwner}},
    {"security", {Role::kSecurityAdmin, Role::kOwner}},
    {"any change", {Role::kDeveloper, Role::kConfigAdmin, Role::kSecurityAdmin, Role::kOwner}},
    {"audit", {Role::kSecurityAdmin, Role::kOwner}},
};

class Matrix : public WithApi {};

TEST_F(Matrix, EveryRoleMayCallWhatTheTableSaysAndNothingElse) {
  for (const auto& service : catalog().services()) {
    for (const auto role : kRoles) {
      const auto answer = try_call(service.name, {{"no such field", 1}}, role);
      const bool let_in = answer || answer.error().code != base::Code::kPermissionDenied;
      EXPECT_EQ(let_in, kMay.at(kind_of(service.name)).contains(role)) << service.name << " as " << name_of(role);
    }
  }
}

TEST_F(Matrix, AServiceThatDeclaresNothingIsRefusedToEverybody) {
  const Catalog undeclared(objects::all(),
                           {{.name = "zato.forgotten.edit", .help = "Says nothing of who may call it."}});
  const Api api({.catalog = undeclared,
                 .cipher = cipher_,
                 .cluster_id = cluster_,
                 .with_connection = [this](const Api::Work& work) { return work(*connection_); }});
  for (const auto role : kRoles)
    EXPECT_EQ(api.call({.name = "joan", .role = role}, "zato.forgotten.edit", {}).error().code,
              base::Code::kPermissionDenied);
}

TEST(Catalogs, EveryServiceIsDescribedAndDeclared) {
  for (const auto& service : catalog().services()) {
    EXPECT_NE(service.needs, Permission::kUndeclared) << service.name;
    EXPECT_GE(service.help.size(), 10U) << service.name;
    for (const auto& parameter : service.input.parameters)
      EXPECT_FALSE(parameter.help.empty()) << service.name << " " << parameter.name;
  }
}

TEST_F(Matrix, ChangesThatSpanTypesAreCheckedForEachObject) {
  call("zato.security.basic-auth.create", {{"name", "joan"}, {"username", "joan"}, {"realm", "CRM"}});
  const auto sequence = sequences_.back();
  EXPECT_THAT(refused("zato.config.undo", {{"sequence", sequence}}, Role::kConfigAdmin),
              testing::HasSubstr("may not change a HTTP Basic Auth definition"));
  EXPECT_TRUE(try_call("zato.config.undo", {{"sequence", sequence}}, Role::kSecurityAdmin));
}

}  // namespace
}  // namespace zato::admin
