// What an operator does wrong is answered with one clear line that names what failed and what to do, the documented
// exit code (docs/operations), and nothing half-started.
#include <gmock/gmock.h>
#include <signal.h>

#include <sstream>

#include "support/cluster.hpp"
#include "support/fake_http.hpp"
#include "support/ports.hpp"
#include "support/postgres.hpp"
#include "support/proc.hpp"

namespace zato::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class OperatorErrors : public testing::Test {
 protected:
  // What is wrong, the exit code, and words that the message must hold. One line, beside a warning about running as
  // root.
  static void expect_refusal(const Finished& finished, int exit_code, std::initializer_list<std::string> words) {
    EXPECT_EQ(finished.exit_code, exit_code) << finished.out << finished.err;
    for (const auto& word : words) EXPECT_THAT(finished.err, HasSubstr(word));
    std::istringstream lines(finished.err);
    int count = 0;
    for (std::string line; std::getline(lines, line);) count += !line.starts_with("Warning: running as root");
    EXPECT_EQ(count, 1) << finished.err;
  }

  static std::string server1(const Cluster& cluster) { return cluster.component("server1"); }
};

TEST_F(OperatorErrors, DirectoryThatIsNoComponent) {
  TempDir directory;
  const Finished started = run({.program = program("zato"), .arguments = {"start", directory.path()}});
  expect_refusal(started, 3, {directory.path()});
  const Finished direct = run({.program = program("zato-server"), .arguments = {directory.path()}});
  EXPECT_EQ(direct.exit_code, 3) << direct.out << direct.err;
  EXPECT_TRUE(tagged_processes().empty());
}

TEST_F(OperatorErrors, DirectoryThatDoesNotExist) {
  const Finished started = run({.program = program("zato"), .arguments = {"start", "/no/such/directory"}});
  EXPECT_NE(started.exit_code, 0);
  EXPECT_THAT(started.err, HasSubstr("/no/such/directory"));
}

TEST_F(OperatorErrors, AnInstallationWithoutItsPartsIsToldAtOnce) {
  Cluster cluster({.start = false});
  TempDir lonely;
  std::filesystem::copy_file(program("zato-server"), lonely / "zato-server");
  const Finished direct = run({.program = lonely / "zato-server", .arguments = {server1(cluster)}}, 20s);
  expect_refusal(direct, 3, {"zato-server-child"});
}

TEST_F(OperatorErrors, PortInUse) {
  Cluster cluster({.start = false});
  ASSERT_EQ(cluster.zato({"start", cluster.component("broker")}).exit_code, 0);
  FakeHttp squatter([](const std::string&) { return FakeHttp::answer(200, ""); });
  const std::string port = std::to_string(squatter.endpoint().port);
  const Finished direct = run({.program = program("zato-server"),
                               .arguments = {server1(cluster)},
                               .environment = {{"ZATO_MAIN__BIND", "127.0.0.1:" + port}}});
  EXPECT_EQ(direct.exit_code, 98) << direct.out << direct.err;
  EXPECT_THAT(direct.err, HasSubstr(port));
  EXPECT_THAT(direct.err, HasSubstr(std::to_string(::getpid()))) << "the owner of the port is named";
  EXPECT_EQ(cluster.parent(1), 0);
}

TEST_F(OperatorErrors, SecondStartIsRefusedAndTheFirstUnharmed) {
  Cluster cluster({.servers = 1});
  const pid_t parent = cluster.parent(1);
  const auto workers = cluster.workers(1);
  const Finished direct = run({.program = program("zato-server"), .arguments = {server1(cluster)}});
  EXPECT_EQ(direct.exit_code, 9) << direct.out << direct.err;
  EXPECT_THAT(direct.err, HasSubstr(std::to_string(parent)));
  EXPECT_EQ(cluster.parent(1), parent);
  EXPECT_EQ(cluster.workers(1), workers);
  EXPECT_TRUE(is_ping_answer(get(cluster.server(1), "/zato/ping")));
}

TEST_F(OperatorErrors, ACopyOfARunningServersDirectoryDoesNotJoinBesideIt) {
  Cluster cluster({.servers = 1});
  TempDir elsewhere;
  const std::string copy = elsewhere / "server1";
  std::filesystem::copy(server1(cluster), copy, std::filesystem::copy_options::recursive);
  const Port port;
  const Finished direct = run({.program = program("zato-server"),
                               .arguments = {copy},
                               .environment = {{"ZATO_MAIN__BIND", "127.0.0.1:" + std::to_string(port.number())}}},
                              30s);
  EXPECT_EQ(direct.exit_code, 3) << direct.out << direct.err;
  EXPECT_THAT(direct.err + read_text(copy + "/logs/server.log"),
              AllOf(HasSubstr("server1"), HasSubstr("runs already, as pid " + std::to_string(cluster.parent(1)))));
  EXPECT_TRUE(is_ping_answer(get(cluster.server(1), "/zato/ping")));
  cluster.wait_ready();
}

TEST_F(OperatorErrors, BrokenConfigurationFile) {
  Cluster cluster({.servers = 1, .start = false});
  const auto file = cluster.component("server1") / "config" / "repo" / "server.conf";
  const std::string good = read_text(file);
  struct Case {
    std::string text;
    std::string word;
  };
  for (const Case& broken :
       {Case{good + "\n[main]\nworkerz=3\n", "workerz"}, Case{good + "\nno equals sign\n", "server.conf"},
        Case{good + "\n[main]\ngunicorn_workers=many\n", "gunicorn_workers"}}) {
    write_text(file, broken.text);
    const Finished direct = run({.program = program("zato-server"), .arguments = {server1(cluster)}});
    EXPECT_EQ(direct.exit_code, 3) << direct.out << direct.err;
    EXPECT_THAT(direct.err, HasSubstr(broken.word));
    EXPECT_THAT(direct.err, HasSubstr("server.conf"));
    EXPECT_EQ(cluster.parent(1), 0);
  }
}

TEST_F(OperatorErrors, RedisMissingAtBootIsWaitedFor) {
  Cluster cluster({.servers = 1});
  cluster.stop();
  // Without its broker the server answers what needs no broker, says so in /readyz, and recovers by itself.
  Process server({.program = program("zato-server"), .arguments = {server1(cluster)}});
  wait_until("the server answers", 10s, [&] { return answers(cluster.server(1), "/zato/ping"); });
  EXPECT_FALSE(check_passes(cluster.server(1), "broker"));
  EXPECT_THAT(cluster.server_log(1), HasSubstr("redis.sock")) << "the log must say what is missing";
  ASSERT_EQ(cluster.zato({"start", cluster.component("broker")}).exit_code, 0);
  EXPECT_TRUE(eventually(10s, [&] { return check_passes(cluster.server(1), "broker"); }));
  EXPECT_EQ(server.stop(), 0);
}

TEST_F(OperatorErrors, OdbMissingAtBoot) {
  Cluster cluster({.servers = 1, .start = false});
  ASSERT_EQ(cluster.zato({"start", cluster.component("broker")}).exit_code, 0);
  const auto odb = cluster.component("zato.db");
  std::filesystem::rename(odb, odb.native() + ".away");
  const Finished direct = run({.program = program("zato-server"), .arguments = {server1(cluster)}});
  expect_refusal(direct, 3, {odb});
  expect_refusal(cluster.zato({"start", server1(cluster)}), 18, {odb});
  EXPECT_EQ(cluster.parent(1), 0);
  std::filesystem::rename(odb.native() + ".away", odb);
  EXPECT_EQ(cluster.zato({"start", server1(cluster)}).exit_code, 0);
}

TEST_F(OperatorErrors, OdbDownAtBoot) {
  Postgres postgres;
  postgres.create_database("zato_test");
  Cluster cluster({.servers = 1, .create_arguments = postgres_arguments(postgres), .start = false});
  ASSERT_EQ(cluster.zato({"start", cluster.component("broker")}).exit_code, 0);
  postgres.stop();
  expect_refusal(cluster.zato({"start", server1(cluster)}), 18, {std::to_string(postgres.port())});
  EXPECT_EQ(cluster.parent(1), 0);
  postgres.start();
  ASSERT_EQ(cluster.zato({"start", server1(cluster)}).exit_code, 0);

  // Once it has run, it waits for its database by itself: also a worker that dies meanwhile comes back.
  postgres.stop();
  const pid_t worker = cluster.workers(1).front();
  send_signal(worker, SIGKILL);
  wait_until("the worker is gone", 5s, [&] { return !alive(worker); });
  postgres.start();
  wait_until("the server answers again", 40s, [&] { return answers(cluster.server(1), "/zato/ping"); });
}

TEST_F(OperatorErrors, StopOfWhatDoesNotRun) {
  Cluster cluster({.servers = 1, .start = false});
  const Finished stopped = cluster.zato({"stop", server1(cluster)});
  expect_refusal(stopped, 2, {"server1"});
}

}  // namespace
}  // namespace zato::test
