#include "config/load.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <fstream>

#include "config/render.hpp"

namespace zato::config {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

class Load : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "zato-config-XXXXXX").string();
    repo_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(repo_); }

  void write(const std::string& name, const std::string& text) { std::ofstream(repo_ / name) << text; }

  base::Result<Outcome> server(const std::string& text, const Environment& environment = {},
                               const Decrypt& decrypt = {}) {
    write("server.conf", text);
    return load_into(server_table().data(), &settings_, repo_, environment, decrypt);
  }

  std::string problems(const std::string& text, const Environment& environment = {}) {
    auto outcome = server(text, environment);
    return outcome ? "" : outcome.error().message;
  }

  fs::path repo_;
  ServerSettings settings_;
};

TEST_F(Load, TakesZatosNamesAndOurAliases) {
  ASSERT_TRUE(server("[main]\ngunicorn_bind=0.0.0.0:1\nworkers=3\ngunicorn_timeout=1.5\n[logging]\naccess_log=no\n"));
  EXPECT_EQ(settings_.main.bind, "0.0.0.0:1");
  EXPECT_EQ(settings_.main.workers, 3);
  EXPECT_EQ(settings_.main.worker_timeout, 1500ms);
  EXPECT_FALSE(settings_.logging.access_log);
}

TEST_F(Load, ReportsEveryProblemWithPlaceAndWhatIsAllowed) {
  auto text = problems("[main]\ngunicorn_wrokers=1\n[odb]\nport=99999\nengine=oracle\n[kvbd]\nhost=x\n");
  EXPECT_THAT(
      text, HasSubstr("server.conf:2: [main] gunicorn_wrokers: there is no such key; did you mean gunicorn_workers?"));
  EXPECT_THAT(text, HasSubstr("server.conf:4: [odb] port: must be a whole number from 1 to 65535, not '99999'"));
  EXPECT_THAT(text, HasSubstr("server.conf:5: [odb] engine: must be one of sqlite, postgresql, not 'oracle'"));
  EXPECT_THAT(text, HasSubstr("server.conf:7: [kvbd] host: there is no such section; did you mean [kvdb]?"));
}

TEST_F(Load, AcceptsKeysOfZatoThatHaveNoEffectWithAWarning) {
  auto outcome = server("[main]\ngunicorn_worker_class=gevent\n");
  ASSERT_TRUE(outcome);
  ASSERT_EQ(outcome->warnings.size(), 1u);
  EXPECT_THAT(outcome->warnings[0], HasSubstr("[main] gunicorn_worker_class has no effect"));
}

TEST_F(Load, TakesZatosTimesOfTheSingletonAndRefusesThoseThatCannotWork) {
  ASSERT_TRUE(server("[singleton]\nconnector_server_keep_alive_job_time=30\ngrace_time_multiplier=4\n"));
  EXPECT_EQ(settings_.singleton.keep_alive, 30s);
  EXPECT_EQ(settings_.singleton.grace, 4);
  EXPECT_THAT(problems("[singleton]\nconnector_server_keep_alive_job_time=0\n"),
              HasSubstr("from 0.3 to 3600, not '0'"));
  EXPECT_THAT(problems("[singleton]\nconnector_server_grace_time_multiplier=1\n"), HasSubstr("from 2 to 100, not '1'"));
}

TEST_F(Load, RefusesWhatWouldBeIgnoredAtTheUsersCost) {
  EXPECT_TRUE(server("[crypto]\nuse_tls=False\n"));
  EXPECT_THAT(problems("[crypto]\nuse_tls=True\n"),
              HasSubstr("server.conf:2: [crypto] use_tls: must be False or left out"));
}

TEST_F(Load, EnvironmentOverridesTheFileAndIsShownAsOrigin) {
  auto outcome =
      server("[main]\ngunicorn_workers=3\n", {{"ZATO_MAIN__WORKERS", "1"}, {"ZATO_CLI_DONT_SHOW_OUTPUT", "1"}});
  ASSERT_TRUE(outcome) << outcome.error().text();
  EXPECT_EQ(settings_.main.workers, 1);
  for (const auto& effective : outcome->effective) {
    if (effective.key == "gunicorn_workers") {
      EXPECT_EQ(effective.origin, "environment ZATO_MAIN__WORKERS");
    }
    if (effective.key == "gunicorn_bind") {
      EXPECT_EQ(effective.origin, "default");
    }
  }
}

TEST_F(Load, RefusesAVariableThatNoComponentKnowsAndLeavesOthersAlone) {
  EXPECT_THAT(problems("", {{"ZATO_MAIN__WORKRES", "1"}}), HasSubstr("did you mean ZATO_MAIN__WORKERS?"));
  EXPECT_EQ(problems("", {{"ZATO_MAIN__LB_PORT", "11223"}}), "");
  EXPECT_EQ(problems("", {{"ZATO_SCHEDULER__KEEP_ALIVE", "1s"}}), "");
}

TEST_F(Load, ReadsSecretsFromFilesNamedByTheEnvironmentAndMasksThem) {
  write("password", "hunter22\n");
  auto outcome = server("", {{"ZATO_ODB__PASSWORD_FILE", (repo_ / "password").string()}});
  ASSERT_TRUE(outcome) << outcome.error().text();
  EXPECT_EQ(settings_.odb.password.reveal(), "hunter22");
  for (const auto& effective : outcome->effective) EXPECT_THAT(effective.value, Not(HasSubstr("hunter")));
}

TEST_F(Load, TakesDollarValuesFromTheEnvironment) {
  ASSERT_TRUE(server("[odb]\nhost=$DB_HOST\n", {{"DB_HOST", "db.example"}}));
  EXPECT_EQ(settings_.odb.host, "db.example");
  EXPECT_THAT(problems("[odb]\nhost=$DB_HOST\n"), HasSubstr("the environment variable DB_HOST is not set"));
}

TEST_F(Load, OpensSecretReferencesWithTheKeyOfSecretsConf) {
  write("secrets.conf", "[secret_keys]\nkey1=K\n[zato]\nserver_conf.odb.password=zato+gcm:abc\n");
  std::filesystem::permissions(repo_ / "secrets.conf", std::filesystem::perms(0400));
  Decrypt decrypt = [](const base::Secret& key, std::string_view text) -> base::Result<std::string> {
    return key.reveal() + "/" + std::string(text);
  };
  auto text =
      "[odb]\npassword=zato+secret://zato.server_conf.odb.password\n[secret_keys]\nkey1=zato+secret://"
      "secret_keys.key1\n";
  auto outcome = server(text, {}, decrypt);
  ASSERT_TRUE(outcome) << outcome.error().text();
  EXPECT_EQ(settings_.odb.password.reveal(), "K/zato+gcm:abc");
  EXPECT_EQ(settings_.secret_keys.key1.reveal(), "K");
}

TEST_F(Load, RefusesSecretsThatEverybodyMayRead) {
  write("secrets.conf", "[secret_keys]\nkey1=K\n");
  std::filesystem::permissions(repo_ / "secrets.conf", std::filesystem::perms(0644));
  const auto outcome = server("");
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, base::Code::kPermissionDenied);
  EXPECT_THAT(outcome.error().text(), HasSubstr("secrets.conf: everybody on this machine may use it (mode 0644)"));
  std::filesystem::permissions(repo_ / "secrets.conf", std::filesystem::perms(0640));
  EXPECT_TRUE(server(""));
}

TEST_F(Load, SaysWhichSecretIsMissing) {
  EXPECT_THAT(problems("[odb]\npassword=zato+secret://zato.nothing\n"),
              HasSubstr("secrets.conf has no entry for zato.nothing"));
}

TEST_F(Load, ResolvesPathsAgainstTheRepo) {
  ASSERT_TRUE(server(""));
  EXPECT_EQ(settings_.main.service_sources, repo_ / "service-sources.txt");
}

TEST_F(Load, NamesAMissingFile) {
  auto outcome = load_into(server_table().data(), &settings_, repo_, {}, {});
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().text(), HasSubstr("server.conf"));
}

TEST_F(Load, ReadsWhatTheRenderersWrite) {
  ASSERT_TRUE(
      server(render_ini(server_table().data(), {{"odb/username", "a=' # b'"}, {"main/gunicorn_workers", "7"}})));
  EXPECT_EQ(settings_.odb.username, "a=' # b'");
  EXPECT_EQ(settings_.main.workers, 7);

  write("lb-agent.conf",
        render_flat_json(lb_table().data(), {{"main/response_headers", "X-Served-By=x"}, {"main/port", "5"}}));
  LbSettings lb;
  auto outcome = load_into(lb_table().data(), &lb, repo_, {}, {});
  ASSERT_TRUE(outcome) << outcome.error().text();
  EXPECT_EQ(lb.main.port, 5);
  EXPECT_EQ(lb.main.response_headers.at("X-Served-By"), "x");
  EXPECT_EQ(lb.main.poll_interval, 500ms);
}

}  // namespace
}  // namespace zato::config
