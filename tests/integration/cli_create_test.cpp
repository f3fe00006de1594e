// The commands that make and remove things: a cluster put together by hand, Zato's older spellings, what a failed
// command leaves behind (nothing), and a whole environment started and stopped by its root.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>

#include "support/cluster.hpp"
#include "support/postgres.hpp"
#include "support/proc.hpp"
#include "support/redis.hpp"

namespace zato::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

Finished zato(std::vector<std::string> arguments) {
  return run({.program = program("zato"), .arguments = std::move(arguments)});
}

std::vector<std::string> operator+(std::vector<std::string> left, const std::vector<std::string>& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

// EXPECT_TRUE(ends_with(5, zato({…})))
testing::AssertionResult ends_with(int code, const Finished& finished) {
  if (finished.exit_code == code) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "exit code " << finished.exit_code << " instead of " << code << ": "
                                     << finished.out << finished.err;
}

// A cluster in a temporary directory, made part by part.
class ByHand : public testing::Test {
 protected:
  ByHand() {
    write_text(directory_ / "key", zato({"crypto", "create-secret-key"}).out);
    odb_ = {"--odb-type", "sqlite", "--odb-db-name", directory_ / "zato.db"};
    key_ = {"--secret-key-file", directory_ / "key"};
  }

  Finished create_server(const std::string& name, const std::string& cluster) {
    return zato(std::vector<std::string>{"create", "server", directory_ / name, cluster, name} + odb_ + key_ +
                std::vector<std::string>{"--http-port", std::to_string(port_)});
  }

  TempDir directory_;
  Port port_;
  std::vector<std::string> odb_, key_;
};

TEST_F(ByHand, PartsAreMadeInOrderAndEachRefusalHasZatosCode) {
  const std::vector<std::string> cluster{"create", "cluster", "c1"};
  EXPECT_TRUE(ends_with(4, zato(cluster + odb_ + key_)));
  EXPECT_TRUE(ends_with(4, zato(std::vector<std::string>{"delete", "odb"} + odb_)));
  EXPECT_TRUE(ends_with(0, zato(std::vector<std::string>{"create", "odb"} + odb_)));
  EXPECT_TRUE(ends_with(1, zato(std::vector<std::string>{"create", "odb"} + odb_)));
  EXPECT_TRUE(ends_with(0, zato(std::vector<std::string>{"create", "odb", "--skip-if-exists"} + odb_)));
  EXPECT_TRUE(ends_with(29, zato(cluster + odb_))) << "a key of its own would be of no use to servers";
  EXPECT_TRUE(ends_with(0, zato(cluster + odb_ + key_)));
  EXPECT_TRUE(ends_with(6, zato(cluster + odb_ + key_)));

  EXPECT_EQ(create_server("server1", "nowhere").exit_code, 8);
  EXPECT_FALSE(fs::exists(directory_ / "server1")) << "a refused server leaves no directory";
  EXPECT_EQ(create_server("server1", "c1").exit_code, 0);
  EXPECT_EQ(create_server("server1", "c1").exit_code, 5);
  fs::remove_all(directory_ / "server1");
  EXPECT_EQ(create_server("server1", "c1").exit_code, 7) << "the ODB still knows it";
  EXPECT_FALSE(fs::exists(directory_ / "server1"));

  EXPECT_TRUE(ends_with(
      0, zato(std::vector<std::string>{"create", "load_balancer", directory_ / "lb", "--cluster-name", "c1"} + odb_)));
  EXPECT_TRUE(ends_with(0, zato(std::vector<std::string>{"delete", "odb"} + odb_)));
  EXPECT_FALSE(fs::exists(directory_ / "zato.db"));
}

TEST_F(ByHand, AServerMadeByHandStartsInTheForegroundAndAnswers) {
  const RedisServer redis("pw");
  ASSERT_EQ(zato(std::vector<std::string>{"create", "odb"} + odb_).exit_code, 0);
  ASSERT_EQ(zato(std::vector<std::string>{"create", "cluster", "c1"} + odb_ + key_).exit_code, 0);
  const auto server = directory_ / "server1";
  EXPECT_TRUE(ends_with(
      0, zato(std::vector<std::string>{"create", "server", server, "c1", "server1"} + odb_ + key_ +
              std::vector<std::string>{"--http-port", std::to_string(port_), "--kvdb-host", "127.0.0.1", "--kvdb-port",
                                       std::to_string(redis.port()), "--kvdb-password", "pw"})));
  EXPECT_TRUE(ends_with(0, zato({"check-config", server})));
  Process process({.program = program("zato"),
                   .arguments = {"start", server, "--fg"},
                   .environment = {{"ZATO_MAIN__WORKERS", "1"}}});
  EXPECT_TRUE(ends_with(0, zato({"wait", "--path", server, "--timeout", "20"})));
  EXPECT_TRUE(is_ping_answer(get({.port = port_.number()}, "/zato/ping")));
  EXPECT_TRUE(ends_with(9, zato({"start", server})));
  EXPECT_EQ(process.stop(), 0);
  EXPECT_TRUE(ends_with(2, zato({"stop", server}))) << "a clean stop leaves no pid file";
  write_text(server / "pidfile", "1\n");
  EXPECT_TRUE(ends_with(10, zato({"stop", server}))) << "there is a pid file and nobody holds the lock";
}

TEST_F(ByHand, ComponentsThatThisBuildLacksAreNotCreated) {
  for (const auto& [noun, executable] :
       {std::pair{"scheduler", "zato-scheduler"}, std::pair{"web_admin", "zato-dashboard"}}) {
    if (fs::exists(program(executable))) continue;
    const Finished created = zato({"create", noun, directory_ / noun});
    EXPECT_EQ(created.exit_code, 18);
    EXPECT_THAT(created.err, HasSubstr(executable));
    EXPECT_FALSE(fs::exists(directory_ / noun));
  }
}

TEST_F(ByHand, CertificatesComeFromAnAuthorityOfOnesOwn) {
  const auto ca = directory_ / "ca";
  EXPECT_TRUE(ends_with(3, zato({"ca", "create", "server", directory_.path(), "c1", "server1"})));
  EXPECT_TRUE(ends_with(0, zato({"ca", "create", "ca", ca, "--organization", "Örg & Söhne"})));
  EXPECT_TRUE(ends_with(0, zato({"ca", "create", "server", ca, "c1", "server1"})));
  EXPECT_TRUE(ends_with(0, zato({"ca", "create", "lb_agent", ca})));
  EXPECT_TRUE(ends_with(0, zato({"ca", "create", "web-admin", ca, "--key", "rsa"})));
  for (const auto& entry : fs::directory_iterator(ca / "out-cert")) {
    const Finished verified = run(
        {.program = "openssl", .arguments = {"verify", "-CAfile", ca / "ca-material" / "ca-cert.pem", entry.path()}});
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  }
  EXPECT_TRUE(ends_with(15, zato({"ca", "create", "lb_agent", ca, "--country", "Germany"})));
}

class QuickstartCreate : public testing::Test {
 protected:
  std::vector<std::string> with_ports(std::vector<std::string> arguments) {
    return std::move(arguments) + std::vector<std::string>{"--server-port-base", std::to_string(servers_[0]),
                                                           "--lb-port",          std::to_string(lb_),
                                                           "--lb-agent-port",    std::to_string(agent_)};
  }

  TempDir directory_;
  std::vector<Port> servers_ = consecutive_ports(2);
  Port lb_, agent_;
};

TEST(Spelling, CommandsThatZatoWritesAsOneWordAreUnderstood) {
  EXPECT_THAT(zato({"create-rest-channel", "--help"}).out, HasSubstr("zato create rest-channel"));
  EXPECT_THAT(zato({"delete-rest-channel", "--help"}).out, HasSubstr("zato delete rest-channel"));
}

TEST_F(QuickstartCreate, LeavesNothingWhenItFails) {
  const auto path = directory_ / "new" / "qs";
  const std::vector<std::string> create{"quickstart", "create", path};
  const Port nobody;
  EXPECT_TRUE(ends_with(16, zato(with_ports(create + std::vector<std::string>{"--kvdb-host", "127.0.0.1", "--kvdb-port",
                                                                              std::to_string(nobody)}))));
  EXPECT_TRUE(
      ends_with(16, zato(with_ports(create + std::vector<std::string>{"--odb-type", "postgresql", "--odb-host",
                                                                      "127.0.0.1", "--odb-port", std::to_string(nobody),
                                                                      "--odb-user", "u", "--odb-db-name", "d"}))));
  EXPECT_TRUE(ends_with(29, zato(with_ports(create + std::vector<std::string>{"--odb-type", "postgresql"}))));
  EXPECT_TRUE(ends_with(15, zato(with_ports(create + std::vector<std::string>{"--servers", "0"}))));
  EXPECT_TRUE(ends_with(15, zato(with_ports(create + std::vector<std::string>{"--secret-key", "too short"}))));
  EXPECT_TRUE(ends_with(2, zato(with_ports(create + std::vector<std::string>{"--servrs", "2"}))));
  EXPECT_TRUE(fs::is_empty(directory_.path()));
}

TEST_F(QuickstartCreate, InterruptedAnywhereLeavesAllOrNothing) {
  for (int step = 1; step <= 7; ++step) {
    const auto path = directory_ / ("at" + std::to_string(step));
    Process create({.program = program("zato"), .arguments = with_ports({"quickstart", "create", path})});
    wait_until("step " + std::to_string(step), 20s, [&] { return create.err().find("[" + std::to_string(step) + "/") != std::string::npos; });
    create.signal(SIGINT);
    const int code = create.wait(20s);
    if (code == 0) {
      EXPECT_TRUE(fs::exists(path / "zato-qs-start.sh")) << "the signal came after its end";
    } else {
      EXPECT_EQ(code, 16) << create.err();
      EXPECT_FALSE(fs::exists(path)) << "interrupted after step " << step;
    }
  }
}

TEST_F(QuickstartCreate, AFailureInASharedDatabaseTakesItsOwnClusterBackOnly) {
  Postgres postgres;
  postgres.create_database("shared");
  const std::vector<std::string> odb{
      "--odb-type", "postgresql",    "--odb-host",    "127.0.0.1", "--odb-port",     std::to_string(postgres.port()),
      "--odb-user", postgres.user(), "--odb-db-name", "shared",    "--odb-password", postgres.password()};
  EXPECT_TRUE(ends_with(
      0, zato(with_ports(std::vector<std::string>{"quickstart", "create", directory_ / "one", "--cluster-name", "one"} +
                         odb))));
  EXPECT_TRUE(ends_with(
      6, zato(with_ports(std::vector<std::string>{"quickstart", "create", directory_ / "two", "--cluster-name", "one"} +
                         odb))));
  EXPECT_FALSE(fs::exists(directory_ / "two"));
  // A second cluster in the same database; then the first one is still whole.
  EXPECT_TRUE(ends_with(
      0, zato(with_ports(std::vector<std::string>{"quickstart", "create", directory_ / "two", "--cluster-name", "two"} +
                         odb))));
  EXPECT_TRUE(ends_with(0, zato({"check-config", "--only", "odb", directory_ / "one" / "server1"})));
}

TEST_F(QuickstartCreate, TakesThePositionalsOfZato20) {
  const RedisServer redis;
  EXPECT_TRUE(ends_with(0, zato(with_ports({"quickstart", "create", directory_ / "qs", "sqlite", "127.0.0.1",
                                            std::to_string(redis.port())}))));
  EXPECT_FALSE(fs::exists(directory_ / "qs" / "broker")) << "there is a Redis already";
  EXPECT_TRUE(ends_with(0, zato({"check-config", directory_ / "qs" / "server2"})));
  EXPECT_TRUE(ends_with(15, zato(with_ports({"quickstart", "create", directory_ / "x", "sqlite", "127.0.0.1"}))));
}

TEST_F(QuickstartCreate, TakesThePositionalsOfZato11) {
  const RedisServer redis;
  Postgres postgres;
  postgres.create_database("old");
  EXPECT_TRUE(ends_with(0, zato(with_ports({"quickstart", "create", directory_ / "qs", "postgresql", "127.0.0.1",
                                            std::to_string(postgres.port()), postgres.user(), "old", "127.0.0.1",
                                            std::to_string(redis.port()), "--odb_password", postgres.password()}))));
  EXPECT_TRUE(ends_with(0, zato({"check-config", directory_ / "qs" / "server1"})));
}

TEST_F(QuickstartCreate, FilesAreClosedToOthers) {
  ASSERT_EQ(zato(with_ports({"quickstart", "create", directory_ / "qs"})).exit_code, 0);
  for (const auto& entry : fs::recursive_directory_iterator(directory_ / "qs")) {
    struct stat info {};
    ASSERT_EQ(::stat(entry.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07, 0u) << entry.path() << " is open to others";
    const auto name = entry.path().filename().string();
    const bool secret = name == "secrets.conf" || name == "redis.conf" || name == "ca-password" ||
                        name.find("priv") == 0 || name.find("-priv-") != std::string::npos || name == "ca-key.pem";
    if (secret && entry.is_regular_file()) {
      EXPECT_EQ(info.st_mode & 0777, 0400u) << entry.path();
    }
  }
}

TEST(Environment, IsStartedStoppedAndShownByItsRoot) {
  Cluster cluster({.start = false});
  const Finished started = cluster.zato({"start", cluster.root()});
  ASSERT_EQ(started.exit_code, 0) << started.err;
  EXPECT_THAT(started.err, HasSubstr("[5/5] scheduler started"));
  cluster.wait_ready();
  EXPECT_EQ(cluster.zato({"start", cluster.root()}).exit_code, 9);
  EXPECT_EQ(cluster.zato({"stop", cluster.component("server2")}).exit_code, 0);
  const Finished info = cluster.zato({"info", cluster.root(), "-o", "table"});
  EXPECT_THAT(info.out, HasSubstr("server1        running, pid "));
  EXPECT_THAT(info.out, HasSubstr("server2        stopped"));
  EXPECT_EQ(cluster.zato({"start", cluster.root()}).exit_code, 0) << "starts what does not run";
  EXPECT_EQ(cluster.zato({"restart", cluster.root()}).exit_code, 0);
  cluster.wait_ready();
  const Finished stopped = cluster.zato({"stop", cluster.root()});
  EXPECT_EQ(stopped.exit_code, 0) << stopped.err;
  EXPECT_TRUE(tagged_processes().empty());
  EXPECT_EQ(cluster.zato({"stop", cluster.root()}).exit_code, 10);
}

TEST(Channels, MadeOnTheCommandLineAreServedByEveryServer) {
  Cluster cluster;
  const std::string path = cluster.component("server1");
  EXPECT_EQ(cluster.zato({"create", "basic-auth", "--path", path, "--username", "joe", "--password", "secret of joe"})
                .exit_code,
            0);
  const Finished created = cluster.zato({"create", "rest-channel", "--path", path, "--url-path", "/own/{id}",
                                         "--service", "demo.customer", "--security", "joe"});
  ASSERT_EQ(created.exit_code, 0) << created.err;
  for (int n = 1; n <= 2; ++n) {
    EXPECT_TRUE(eventually(5s, [&] { return answers(cluster.server(n), "/own/7", 401); })) << n;
  }
  EXPECT_EQ(
      cluster.zato({"create", "rest-channel", "--path", path, "--url-path", "/own/{id}", "--service", "x"}).exit_code,
      21);
  EXPECT_EQ(cluster.zato({"delete", "basic-auth", "--path", path, "--name", "joe"}).exit_code, 21)
      << "a channel refers to it";
  EXPECT_EQ(cluster.zato({"delete", "rest-channel", "--path", path, "--name", "/own/{id}"}).exit_code, 0);
  EXPECT_TRUE(eventually(5s, [&] { return answers(cluster.server(2), "/own/7", 404); }));
}

}  // namespace
}  // namespace zato::test
