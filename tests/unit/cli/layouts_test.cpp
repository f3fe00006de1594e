#include "cli/layouts.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>

#include "base/file.hpp"
#include "cli/component.hpp"
#include "cli/failure.hpp"
#include "config/settings.hpp"

namespace zato::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class Layouts : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "zato-layout-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(root_); }

  std::string text(const std::string& path) { return base::read_file(root_ / path).value_or(""); }

  void make_server() {
    config::OdbSettings odb{.engine = "postgresql",
                            .db_name = "zato",
                            .host = "db",
                            .username = "u",
                            .password = base::Secret("odb-password")};
    config::KvdbSettings kvdb{.host = "r", .port = 7, .password = base::Secret("kvdb-password")};
    create_server_directory(workspace_,
                            {.directory = root_ / "server1",
                             .name = "server1",
                             .cluster = "c",
                             .bind = "127.0.0.1:17010",
                             .token = base::Secret("the-token"),
                             .odb = odb,
                             .kvdb = kvdb,
                             .tls = {}},
                            key_);
  }

  fs::path root_;
  Workspace workspace_;
  security::SecretKey key_ = security::SecretKey::create();
};

TEST_F(Layouts, AServerReadsItsOwnSettingsAndSecretsBack) {
  make_server();
  auto loaded = config::load_server(root_ / "server1", security::decrypt_setting);
  ASSERT_TRUE(loaded) << loaded.error().text();
  const auto& settings = loaded->settings;
  EXPECT_EQ(settings.main.bind, "127.0.0.1:17010");
  EXPECT_EQ(settings.main.token.reveal(), "the-token");
  EXPECT_EQ(settings.odb.password.reveal(), "odb-password");
  EXPECT_EQ(settings.kvdb.password.reveal(), "kvdb-password");
  EXPECT_EQ(settings.kvdb.port, 7);
  EXPECT_EQ(settings.secret_keys.key1.reveal(), key_.text().reveal());
  EXPECT_EQ(settings.misc.server_name, "server1");
  EXPECT_GE(settings.main.workers, 1);
}

TEST_F(Layouts, SecretsAreInNoReadableFile) {
  make_server();
  EXPECT_THAT(text("server1/config/repo/server.conf"), Not(HasSubstr("password-")));
  for (const char* secret : {"odb-password", "kvdb-password", "the-token"}) {
    EXPECT_THAT(text("server1/config/repo/server.conf"), Not(HasSubstr(secret)));
    EXPECT_THAT(text("server1/config/repo/secrets.conf"), Not(HasSubstr(secret)));
  }
  EXPECT_EQ(fs::status(root_ / "server1/config/repo/secrets.conf").permissions(), fs::perms(0400));
}

TEST_F(Layouts, AServerHasZatosDirectories) {
  make_server();
  for (const char* name : {"config/repo", "logs", "pickup/incoming/services", "pickup/processed/json",
                           "work/hot-deploy/current", "work/hot-deploy/backup/last"}) {
    EXPECT_TRUE(fs::is_directory(root_ / "server1" / name)) << name;
  }
  EXPECT_EQ(require_component(root_ / "server1").kind, ComponentKind::kServer);
  EXPECT_THAT(text("server1/config/repo/service-sources.txt"), HasSubstr("./work/hot-deploy/current\n"));
}

TEST_F(Layouts, ALoadBalancerReadsItsOwnSettingsBack) {
  config::OdbSettings odb{.db_name = (root_ / "zato.db").string(), .password = base::Secret("x-password")};
  create_lb_directory(
      workspace_,
      {.directory = root_ / "lb", .cluster = "c", .lb_host = "127.0.0.1", .lb_port = 5, .odb = odb, .tls = {}}, key_);
  auto loaded = config::load_lb(root_ / "lb", security::decrypt_setting);
  ASSERT_TRUE(loaded) << loaded.error().text();
  EXPECT_EQ(loaded->settings.main.lb_port, 5);
  EXPECT_EQ(loaded->settings.main.odb_db_name, (root_ / "zato.db").string());
  EXPECT_EQ(loaded->settings.main.odb_password.reveal(), "x-password");
  EXPECT_FALSE(loaded->settings.main.is_tls_enabled) << "there is no certificate";
}

TEST_F(Layouts, ABrokerIsReachedByItsSocketWhereThePathFits) {
  BrokerLayout layout{.directory = root_ / "broker", .port = 5, .password = base::Secret("p\"w")};
  create_broker_directory(workspace_, layout);
  const auto conf = text("broker/config/repo/redis.conf");
  EXPECT_THAT(conf, HasSubstr("appendfsync always"));
  EXPECT_THAT(conf, HasSubstr("maxmemory-policy noeviction"));
  EXPECT_THAT(conf, HasSubstr("requirepass \"p\\\"w\""));
  EXPECT_EQ(kvdb_of(layout).unix_socket_path, (root_ / "broker/redis.sock").string());
  layout.directory = fs::path("/") / std::string(120, 'x');
  EXPECT_EQ(kvdb_of(layout).unix_socket_path, "");
}

TEST_F(Layouts, ASchedulerHasSettingsThatItCanRead) {
  create_scheduler_directory(workspace_,
                             {.directory = root_ / "scheduler-2",
                              .cluster = "c",
                              .port = 31540,
                              .odb = {.engine = "sqlite", .db_name = (root_ / "zato.db").string()},
                              .kvdb = {.port = 6380, .password = base::Secret("s3cret")}},
                             key_);
  auto loaded = config::load_scheduler(root_ / "scheduler-2", security::decrypt_setting);
  ASSERT_TRUE(loaded) << loaded.error().text();
  EXPECT_EQ(loaded->settings.cluster.name, "c");
  EXPECT_EQ(loaded->settings.bind.port, 31540);
  EXPECT_EQ(loaded->settings.scheduler.name, "scheduler-2") << "several of a cluster are told apart by their directories";
  EXPECT_EQ(loaded->settings.kvdb.password.reveal(), "s3cret");
}

TEST_F(Layouts, ScriptsCountTheirStepsForEveryServer) {
  create_scripts(workspace_, {.directory = root_, .cluster = "c", .servers = 3});
  EXPECT_THAT(text("zato-qs-start.sh"), HasSubstr("[6/6] server3 started"));
  EXPECT_THAT(text("zato-qs-start.sh"), HasSubstr("[1/6] Redis connection OK"));
  EXPECT_THAT(text("zato-qs-stop.sh"), HasSubstr("[5/5] Redis stopped"));
  EXPECT_EQ(fs::status(root_ / "zato-qs-restart.sh").permissions(), fs::perms(0740));
}

TEST_F(Layouts, ComponentsOfAnEnvironmentStartInOrder) {
  const std::pair<const char*, ComponentKind> made[] = {{"server10", ComponentKind::kServer},
                                                        {"server2", ComponentKind::kServer},
                                                        {"ca", ComponentKind::kCa},
                                                        {"load-balancer", ComponentKind::kLoadBalancer},
                                                        {"broker", ComponentKind::kBroker}};
  for (const auto& [name, kind] : made) create_plain_directory(workspace_, root_ / name, render_info(kind));
  std::vector<std::string> names;
  for (const auto& component : components_of(root_)) names.push_back(component.name());
  EXPECT_THAT(names, testing::ElementsAre("broker", "load-balancer", "server2", "server10"));
}

TEST_F(Layouts, ADirectoryThatIsNoComponentEndsWithCode3AndAMissingOneWith31) {
  auto code = [](const fs::path& path) {
    try {
      require_component(path);
    } catch (const Failure& failure) {
      return failure.code();
    }
    return ExitCode::kOk;
  };
  EXPECT_EQ(code(root_), ExitCode::kNotAComponent);
  EXPECT_EQ(code(root_ / "nowhere"), ExitCode::kNoSuchPath);
}

}  // namespace
}  // namespace zato::cli
