// zato-lb itself, with a real ODB, real certificates and the real HAProxy.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/text.hpp"
#include "environment.hpp"
#include "support/load.hpp"
#include "support/proc.hpp"

namespace zato::lb {
namespace {

using testing::HasSubstr;
using namespace test;  // NOLINT: the harness reads as part of these tests
using odb::UpStatus;

class ProgramTest : public testing::Test {
 protected:
  ProgramTest() {
    env.report(one, UpStatus::kRunning);
    env.report(two, UpStatus::kRunning);
  }
  ~ProgramTest() override {
    if (lb && lb->running()) lb->stop();
  }

  void start() {
    lb.emplace(env.command());
    wait_until("the agent answers", 10s, [&] { return env.call("GET", "/api/ping").status == 200; });
    wait_until("both servers serve", 5s, [&] { return serving() == std::set<std::string>{"server1", "server2"}; });
  }
  std::set<std::string> serving() const {
    std::set<std::string> names;
    for (int i = 0; i < 4; ++i) {
      const auto answer = get(env.front(), "/");
      if (answer.status == 200) names.insert(answer.body);
    }
    return names;
  }
  std::string output() const { return read_text(env.root / "out.log"); }
  // Runs zato-lb, which must refuse to start with one line.
  void expect_refusal(int exit_code, std::initializer_list<std::string> words) {
    auto command = env.command();
    command.output.clear();
    const auto refused = run(command, 20s);
    EXPECT_EQ(refused.exit_code, exit_code) << refused.err;
    for (const auto& word : words) EXPECT_THAT(refused.err, HasSubstr(word));
    EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 1) << refused.err;
  }

  NamedServer one{"server1"};
  NamedServer two{"server2"};
  LbEnvironment env;
  std::optional<Process> lb;
};

TEST_F(ProgramTest, ServesAndStopsWithoutLeavingAnything) {
  start();
  const auto haproxy = env.haproxy_pid();
  EXPECT_TRUE(alive(haproxy));
  EXPECT_EQ(env.agent_pid(), lb->pid());
  EXPECT_EQ(get(env.front(), "/zato-lb-alive").status, 200);
  EXPECT_EQ(lb->stop(), 0);
  EXPECT_FALSE(alive(haproxy));
  EXPECT_TRUE(port_is_free(env.port.number()));
  EXPECT_TRUE(tagged_processes().empty());
  EXPECT_EQ(output(), "");
}

TEST_F(ProgramTest, StopsAfterRequestsInFlightAndAtOnceWhenAskedTwice) {
  start();
  Connection idle(env.front());
  idle.request({.target = "/"});
  const auto began = Clock::now();
  EXPECT_EQ(lb->stop(), 0);
  EXPECT_LT(Clock::now() - began, 3s);  // an idle connection is no reason to wait
}

TEST_F(ProgramTest, TellsSystemdAndZatoStartThatItIsReady) {
  auto command = env.command();
  const auto path = (env.root / "notify").string();
  base::UniqueFd listener(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  ASSERT_EQ(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  command.environment = {{"NOTIFY_SOCKET", path}};
  const auto began = Clock::now();
  lb.emplace(command);
  std::string said;
  wait_until("it says READY", 10s, [&] {
    char buffer[512];
    const auto got = ::recv(listener.get(), buffer, sizeof(buffer), MSG_DONTWAIT);
    if (got > 0) said.append(buffer, static_cast<std::size_t>(got));
    return said.find("READY=1") != std::string::npos;
  });
  RecordProperty("ready_after_ms", static_cast<int>(std::chrono::duration_cast<Millis>(Clock::now() - began).count()));
  EXPECT_EQ(get(env.front(), "/zato-lb-alive").status, 200);
}

TEST_F(ProgramTest, FollowsServersThatJoinAndLeaveWithinTwoSeconds) {
  start();
  NamedServer three("server3");
  env.report(three, UpStatus::kRunning);
  wait_until("server3 serves", 2s, [&] { return three.requests() > 0 || serving().count("server3") > 0; });
  env.report(one, UpStatus::kDraining);
  wait_until("server1 is drained", 2s, [&] { return serving() == std::set<std::string>{"server2", "server3"}; });
  env.report(one, UpStatus::kCleanDown);
  wait_until("server1 is gone", 2s, [&] { return env.call("GET", "/api/servers/server1").status == 404; });
}

TEST_F(ProgramTest, DiesWithoutHarmAndAdoptsHaproxyWhenItComesBack) {
  start();
  const auto master = env.haproxy_pid();
  wait_until("workers of earlier reloads have ended", 5s, [&] { return children_of(master).size() == 1; });
  const auto workers = children_of(master);
  wait_until("it is noted what that worker has read", 5s, [&] {
    return read_text(env.directory / "haproxy.loaded").starts_with(std::to_string(workers[0]) + "\n");
  });
  Load load({.target = env.front(), .clients = 3});
  load.wait_for_ok(50);
  send_signal(lb->pid(), SIGKILL);
  lb->wait();
  load.wait_for_ok(50);
  lb.reset();
  start();
  EXPECT_EQ(env.haproxy_pid(), master);
  EXPECT_EQ(children_of(master), workers);
  load.wait_for_ok(50);
  const auto report = load.stop();
  EXPECT_EQ(report.failed, 0U) << report.text();
  EXPECT_EQ(lb->stop(), 0);
  EXPECT_FALSE(alive(master));
}

TEST_F(ProgramTest, BringsHaproxyBackWithItsModes) {
  start();
  ASSERT_EQ(env.call("POST", "/api/servers/server1/drain").status, 200);
  const auto master = env.haproxy_pid();
  const auto began = Clock::now();
  send_signal(master, SIGKILL);
  // The promise is one second; a machine that runs other tests beside this one gets two.
  wait_until("it serves again", 2s,
             [&] { return answers(env.front(), "/", 200, 300ms) && env.haproxy_pid() != master; });
  RecordProperty("back_after_ms", static_cast<int>(std::chrono::duration_cast<Millis>(Clock::now() - began).count()));
  EXPECT_EQ(serving(), std::set<std::string>{"server2"});
}

TEST_F(ProgramTest, RefusesClientsThatAreNotPinned) {
  start();
  EXPECT_EQ(env.call("GET", "/api/ping", "", "").status, 0);
  EXPECT_EQ(env.call("GET", "/api/ping", "", "foreigner").status, 0);
  EXPECT_EQ(env.call("GET", "/api/ping", "", "unknown").status, 0);
  EXPECT_EQ(env.call("GET", "/api/ping", "", "viewer").body, R"({"result":"ZATO_OK"})");
  // Taken off the list.
  env.pin(env.fingerprint("admin") + " admin source\n");
  lb->signal(SIGHUP);
  wait_until("the viewer is out", 3s, [&] { return env.call("GET", "/api/ping", "", "viewer").status == 0; });
  EXPECT_EQ(env.call("GET", "/api/ping").status, 200);
}

TEST_F(ProgramTest, AnswersWhatZatosAgentAnswered) {
  start();
  EXPECT_EQ(env.call("GET", "/api/haproxy/alive").body, R"({"result":"ZATO_OK"})");
  EXPECT_THAT(env.call("GET", "/api/haproxy").body, HasSubstr(R"("version":"2.)"));
  EXPECT_THAT(env.call("GET", "/api/servers").body, HasSubstr(R"("name":"server1","address":"127.0.0.1")"));
  EXPECT_THAT(env.call("GET", "/api/servers/server2").body, HasSubstr(R"("state":"UP","mode":"ready","weight":100)"));
  EXPECT_THAT(env.call("PATCH", "/api/servers/server2", R"({"weight": 30})").body, HasSubstr(R"("weight":30)"));
  EXPECT_THAT(env.call("POST", "/api/servers/server2/maintenance").body, HasSubstr(R"("state":"MAINT")"));
  EXPECT_EQ(serving(), std::set<std::string>{"server1"});
  EXPECT_THAT(env.call("POST", "/api/servers/server2/ready").body, HasSubstr(R"("mode":"ready","weight":30)"));
  EXPECT_THAT(env.call("GET", "/api/config").body, HasSubstr(R"("algorithm":"roundrobin")"));
  EXPECT_THAT(env.call("GET", "/api/statistics").body, HasSubstr(R"("frontend":{"sessions":)"));
  EXPECT_EQ(env.call("GET", "/api/config/source").body, read_text(env.repo() / "zato.config"));
  EXPECT_EQ(env.call("POST", "/api/reload").status, 200);
}

TEST_F(ProgramTest, NamesWhatIsWrongWithARequest) {
  start();
  const auto expect = [&](int status, const std::string& word, const Response& response) {
    EXPECT_EQ(response.status, status) << response.body;
    EXPECT_THAT(response.body, HasSubstr(word));
    EXPECT_THAT(response.body, HasSubstr(R"("result": "ZATO_ERROR")"));
  };
  expect(404, "no server 'server9'", env.call("GET", "/api/servers/server9"));
  expect(404, "no server 'server9'", env.call("POST", "/api/servers/server9/drain"));
  expect(400, "did you mean 'weight'?", env.call("PATCH", "/api/servers/server1", R"({"wieght": 1})"));
  expect(400, "'weight' must be", env.call("PATCH", "/api/servers/server1", R"({"weight": 1000})"));
  expect(400, "JSON object", env.call("PATCH", "/api/servers/server1", "nonsense"));
  expect(400, "did you mean leastconn?", env.call("PUT", "/api/algorithm", R"({"algorithm": "leastcon"})"));
  expect(404, "URL not found", env.call("GET", "/api/nothing"));
  expect(405, "", env.call("DELETE", "/api/servers"));
  expect(403, "'viewer' may not edit", env.call("PUT", "/api/config/source", "x", "viewer"));
  expect(400, "'lua-load' is not allowed", env.call("PUT", "/api/config/source", "global\n  lua-load /tmp/x\n"));
}

TEST_F(ProgramTest, SavesASourceOnlyWhenHaproxyAcceptsIt) {
  start();
  const auto good = env.call("GET", "/api/config/source").body;
  const auto bad = base::replace_all(good, "  mode http\n", "  mode http\n  no-such-word\n");
  const auto refused = env.call("PUT", "/api/config/source", bad);
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("no-such-word"));
  EXPECT_EQ(read_text(env.repo() / "zato.config"), good);
  EXPECT_EQ(env.call("POST", "/api/config/source/validate", bad).status, 400);
  EXPECT_EQ(env.call("POST", "/api/config/source/validate", good).status, 200);

  const auto mine =
      base::replace_all(good, "  default_backend", "  http-response set-header X-Mine yes\n  default_backend");
  EXPECT_EQ(env.call("PUT", "/api/config/source", mine).status, 200);
  EXPECT_EQ(get(env.front(), "/").header("x-mine"), "yes");
  EXPECT_EQ(env.call("DELETE", "/api/config/source").status, 200);
  EXPECT_FALSE(get(env.front(), "/").has_header("x-mine"));
}

TEST_F(ProgramTest, ReadsItsSettingsAgainWithoutAFailedRequest) {
  start();
  Load load({.target = env.front(), .clients = 3});
  load.wait_for_ok(20);
  env.write_settings({{"main/response_headers", "X-Served-By=zato"}});
  lb->signal(SIGHUP);
  wait_until("the header is there", 3s, [&] { return get(env.front(), "/").header("x-served-by") == "zato"; });
  write_text(env.repo() / "lb-agent.conf", "{\"prot\": 1}");
  lb->signal(SIGHUP);
  wait_until("the log tells", 3s, [&] { return log_tails(env.directory).find("did you mean") != std::string::npos; });
  load.wait_for_ok(20);
  EXPECT_EQ(load.stop().failed, 0U);
}

TEST_F(ProgramTest, SpeaksTlsWithClientsWhenItHasACertificate) {
  const auto pem = env.root / "lb.pem";
  write_text(pem, read_text(env.repo() / "zato-lba-cert.pem") + read_text(env.repo() / "zato-lba-priv-key.pem"));
  env.write_settings({{"main/tls_certificate", pem.string()}});
  lb.emplace(env.command());
  wait_until("the agent answers", 10s, [&] { return env.call("GET", "/api/haproxy/alive").status == 200; });
  const auto over = [&](const std::string& option, const std::string& version) {
    return run({.program = "curl",
                .arguments = {"-s", "-m", "5", "--cacert", env.root / "ca.pem", option, version, "-o", "/dev/null",
                              "-w", "%{http_code} %{http_version}",
                              "https://localhost:" + std::to_string(env.port.number()) + "/"}})
        .out;
  };
  wait_until("a server answers over TLS", 3s, [&] { return over("--tls-max", "1.2") == "200 2"; });
  EXPECT_EQ(over("--tls-max", "1.1"), "000 0");
}

TEST_F(ProgramTest, LimitsTheRateOfOneClient) {
  env.write_settings({{"main/rate_limit", "5"}});
  lb.emplace(env.command());
  wait_until("it limits", 10s, [&] {
    return answers(env.front(), "/", 429) && get(env.front(), "/").body.find("Too many requests") != std::string::npos;
  });
  EXPECT_TRUE(answers(env.front(), "/zato-lb-alive"));
}

TEST_F(ProgramTest, OpensItsLogAnew) {
  start();
  const auto log = env.directory / "logs" / "lb-agent.log";
  std::filesystem::rename(log, log.string() + ".old");
  lb->signal(SIGUSR1);
  env.call("POST", "/api/servers/server1/drain");
  wait_until("there is a new log", 3s, [&] { return read_text(log).find("server1") != std::string::npos; });
}

TEST_F(ProgramTest, StartsWithoutAnOdb) {
  std::filesystem::remove(env.root / "odb.db");
  lb.emplace(env.command());
  wait_until("it answers", 10s, [&] { return answers(env.front(), "/zato-lb-alive"); });
  EXPECT_EQ(get(env.front(), "/").status, 503);
  wait_until("the log tells once", 5s, [&] {
    return log_tails(env.directory).find("cannot be read, the last known ones stay") != std::string::npos;
  });
}

TEST_F(ProgramTest, RefusesASecondStart) {
  start();
  expect_refusal(9, {"already running", std::to_string(lb->pid())});
  EXPECT_TRUE(answers(env.front(), "/"));
}

TEST_F(ProgramTest, NamesWhoHoldsThePort) {
  const auto me = std::to_string(::getpid());
  env.write_settings({{"main/lb_port", std::to_string(one.server().port)}});
  expect_refusal(98, {std::to_string(one.server().port), me});
  env.write_settings({{"main/port", std::to_string(one.server().port)}});
  expect_refusal(98, {std::to_string(one.server().port), me});
  EXPECT_TRUE(tagged_processes().empty());
}

TEST_F(ProgramTest, RefusesWhatItCannotUse) {
  env.write_settings({{"main/haproxy_command", "no-such-haproxy"}});
  expect_refusal(3, {"no-such-haproxy"});
  env.write_settings({{"main/check_path", "no path"}});
  expect_refusal(3, {"check_path"});
  env.write_settings({{"main/certfile", "/nonexistent.pem"}});
  expect_refusal(3, {"/nonexistent.pem"});
  env.write_settings({});
  env.pin("nonsense\n");
  expect_refusal(3, {"pinned-clients.conf", "line 1"});
  write_text(env.repo() / "lb-agent.conf", "{\"prot\": 1}");
  expect_refusal(3, {"lb-agent.conf", "prot"});
  EXPECT_TRUE(tagged_processes().empty());
}

TEST(Program, RefusesADirectoryThatIsNone) {
  const auto refused = run({.program = program("zato-lb"), .arguments = {"/no/such/directory"}});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, HasSubstr("/no/such/directory"));
  EXPECT_EQ(run({.program = program("zato-lb")}).exit_code, 2);
}

}  // namespace
}  // namespace zato::lb
