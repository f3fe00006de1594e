// Configuration as code against a running cluster: enmasse with Zato's spellings, config plan, apply, rollback, export.
#include <gmock/gmock.h>

#include <filesystem>

#include "support/cluster.hpp"

namespace zato::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kCrm = R"(include:
  - security.yaml

channel_rest:
  - name: crm
    service: zato.ping
    url_path: /crm
    data_format: json
    security_name: crm.user
)";

const std::string kSecurity = R"(security:
  - name: crm.user
    type: basic_auth
    username: crm
    realm: CRM
    password: Zato_Enmasse_Env.CRM_PASSWORD
)";

class Enmasse : public testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = new Cluster({.servers = 2}); }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }

  Enmasse() {
    write_text(file("zato.yaml"), kCrm);
    write_text(file("security.yaml"), kSecurity);
    write_text(file("env"), "[env]\nCRM_PASSWORD=pl4nted\n");
  }

  std::string file(const std::string& name) const { return (directory_ / name).string(); }
  static Finished zato(std::vector<std::string> arguments) { return cluster_->zato(std::move(arguments)); }
  static std::string server1() { return cluster_->component("server1"); }
  Finished config(const std::string& verb, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"config", verb, "--path", server1()};
    if (verb != "rollback") arguments.insert(arguments.end(), {"-f", file("zato.yaml"), "--env-file", file("env")});
    arguments.insert(arguments.end(), more.begin(), more.end());
    return zato(std::move(arguments));
  }
  static Response call(int server, const std::string& password) {
    return post(cluster_->server(server), "/crm", "{\"a\": 1}", {{"Authorization", basic_auth("crm", password)}});
  }
  static Finished export_to(const std::string& file, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"enmasse", server1(), "--export", "--output", file};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return zato(std::move(arguments));
  }
  // Everything but what the cluster had from the start.
  static void clean() {
    const Finished done = zato({"enmasse", server1(), "--clean-odb", "--include-name", "crm"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
  }

  TempDir directory_;
  static Cluster* cluster_;
};

Cluster* Enmasse::cluster_ = nullptr;

TEST_F(Enmasse, PlanApplyAndRollBackAreInForceOnAllServersWhenTheyReturn) {
  const Finished plan = config("plan");
  EXPECT_EQ(plan.exit_code, 1) << plan.out << plan.err;
  EXPECT_THAT(plan.out, HasSubstr("+ REST channel `crm`"));
  EXPECT_THAT(plan.out, HasSubstr("2 to create, 0 to change, 0 to delete"));
  EXPECT_THAT(plan.out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(plan.out + plan.err, Not(HasSubstr("pl4nted")));
  EXPECT_EQ(call(1, "pl4nted").status, 404) << "a plan changes nothing";

  const Finished applied = config("apply");
  ASSERT_EQ(applied.exit_code, 0) << applied.out << applied.err;
  for (int server = 1; server <= 2; ++server) {
    EXPECT_EQ(call(server, "pl4nted").status, 200) << server;
    EXPECT_EQ(call(server, "wrong").status, 401) << server;
  }
  EXPECT_EQ(config("plan").exit_code, 0);

  const auto last = applied.out.rfind(' ');
  const auto sequence = std::stoll(applied.out.substr(last + 1));
  const Finished stale = config("apply", {"--base-sequence", "1"});
  EXPECT_EQ(stale.exit_code, 21);
  EXPECT_THAT(stale.err, HasSubstr("the cluster moved from 1 to " + std::to_string(sequence) + " since the plan"));

  const Finished back = config("rollback", {std::to_string(sequence - 2)});
  ASSERT_EQ(back.exit_code, 0) << back.err;
  for (int server = 1; server <= 2; ++server) EXPECT_EQ(call(server, "pl4nted").status, 404) << server;
}

TEST_F(Enmasse, MistakesAreToldTogetherWithFileLineObjectAndField) {
  write_text(file("zato.yaml"),
             "channel_rest:\n  - name: crm\n    service: demo.ecko\n    url_path: crm\n    security_name: nobody\n");
  const Finished plan = config("plan");
  EXPECT_EQ(plan.exit_code, 2) << plan.out;
  EXPECT_THAT(plan.err, HasSubstr("zato.yaml:3: REST channel `crm`: service: there is no service `demo.ecko`; did you "
                                  "mean `demo.echo`?"));
  EXPECT_THAT(plan.err, HasSubstr("zato.yaml:4: REST channel `crm`: url_path: "));
  EXPECT_THAT(plan.err, HasSubstr("zato.yaml:5: REST channel `crm`: security_name: there is no security definition"));
  write_text(file("zato.yaml"), "a: [\n");
  const Finished broken = config("plan");
  EXPECT_EQ(broken.exit_code, 2);
  EXPECT_THAT(broken.err, HasSubstr("not valid YAML"));
  EXPECT_EQ(zato({"config", "plan", "--path", server1(), "-f", "/nowhere"}).exit_code, 2);
  EXPECT_EQ(zato({"config", "plan", "--path", "/nowhere", "-f", file("zato.yaml")}).exit_code, 2);
}

TEST_F(Enmasse, ImportsAsZatoDoesAndExportsTheSameBytes) {
  const Finished import = zato({"enmasse", server1(), "--import", "--input", file("zato.yaml"), "--env-file",
                                file("env"), "--replace-odb-objects"});
  ASSERT_EQ(import.exit_code, 0) << import.out << import.err;
  EXPECT_THAT(import.out, HasSubstr("Enmasse OK"));
  EXPECT_EQ(call(2, "pl4nted").status, 200);
  ASSERT_EQ(export_to(file("first.yaml"), {"--with-secrets"}).exit_code, 0);
  const auto first = read_text(file("first.yaml"));
  EXPECT_THAT(first, HasSubstr("password: pl4nted"));
  EXPECT_EQ(std::filesystem::status(file("first.yaml")).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  ASSERT_EQ(export_to(file("open.json")).exit_code, 0);
  EXPECT_THAT(read_text(file("open.json")), Not(HasSubstr("pl4nted")));
  clean();
  EXPECT_EQ(call(1, "pl4nted").status, 404);
  const Finished again = zato({"enmasse", server1(), "--import", "--input", file("first.yaml")});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  ASSERT_EQ(export_to(file("second.yaml"), {"--with-secrets"}).exit_code, 0);
  EXPECT_EQ(read_text(file("second.yaml")), first);
  EXPECT_EQ(call(1, "pl4nted").status, 200);
  clean();
}

TEST_F(Enmasse, OptionsMustMakeSense) {
  EXPECT_EQ(zato({"enmasse", server1()}).exit_code, 14);
  EXPECT_EQ(zato({"enmasse", server1(), "--import"}).exit_code, 12);
  EXPECT_EQ(zato({"enmasse", server1(), "--import", "--export", "--input", "x"}).exit_code, 13);
  EXPECT_EQ(zato({"enmasse", server1(), "--import", "--input", "/nowhere", "--exit-on-missing-file"}).exit_code, 0);
  const Finished idle = export_to("-", {"--rbac-sleep", "1"});
  EXPECT_EQ(idle.exit_code, 0);
  EXPECT_THAT(idle.err, HasSubstr("--rbac-sleep has no effect here"));
  EXPECT_THAT(idle.out, HasSubstr("channel_rest:"));
}

TEST_F(Enmasse, WaitsForServicesAndNamesThoseThatDoNotCome) {
  write_text(file("zato.yaml"), "channel_rest: [{name: crm, service: not.yet, url_path: /crm}]");
  const Finished import =
      zato({"enmasse", server1(), "--import", "--input", file("zato.yaml"), "--missing-wait-time", "1"});
  EXPECT_EQ(import.exit_code, 21);
  EXPECT_THAT(import.err, HasSubstr("1 services not found after 1s: [not.yet]"));
}

TEST_F(Enmasse, SecretsReachNoLog) {
  ASSERT_EQ(config("apply").exit_code, 0);
  for (int server = 1; server <= 2; ++server) EXPECT_THAT(cluster_->server_log(server), Not(HasSubstr("pl4nted")));
  clean();
}

}  // namespace
}  // namespace zato::test
