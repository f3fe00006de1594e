#include "lb/haproxy_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "bench.hpp"
#include "lb/haproxy_stats.hpp"
#include "support/load.hpp"
#include "support/proc.hpp"

namespace zato::lb {
namespace {

using testing::HasSubstr;
using namespace test;  // NOLINT: the harness reads as part of these tests

class HaproxyProcessTest : public testing::Test {
 protected:
  HaproxyProcessTest() { write(servers()); }
  ~HaproxyProcessTest() override {
    if (process) loop.run([&] { process->stop(2s); });
  }

  std::vector<Server> servers() const { return {one.server(), two.server()}; }
  void write(const std::vector<Server>& servers) {
    const auto text = render_config({.address = "127.0.0.1", .port = port.number()}, servers, 4'000);
    require(text);
    require(base::write_file_atomically(config_file_of(directory), *text, 0600));
  }
  std::unique_ptr<HaproxyProcess> make() {
    return std::make_unique<HaproxyProcess>(loop.loop, pool, runtime,
                                            HaproxyOptions{.directory = directory, .hang_limit = 2s});
  }
  HaproxyProcess::Started start() {
    process = make();
    const auto started = loop.run([&] { return process->start(); });
    require(started);
    loop.run([&] { process->supervise([this] { ++restarted; }); });
    return *started;
  }
  Endpoint front() const { return {.port = port.number()}; }
  std::string answer(const std::string& path) const { return get(front(), path).body; }

  KillsTagged cleanup;
  TempDir root;
  Port port;
  NamedServer one{"server1"};
  NamedServer two{"server2"};
  std::filesystem::path directory = make_lb_directory(root);
  rt::ThreadPool pool{"lb", 2, 10};
  HaproxyRuntime runtime = std::move(*HaproxyRuntime::open(directory));
  LoopThread loop;
  std::atomic<int> restarted{0};
  std::unique_ptr<HaproxyProcess> process;
};

TEST_F(HaproxyProcessTest, ServesBothServersInTurn) {
  EXPECT_EQ(start(), HaproxyProcess::Started::kNew);
  const auto first = answer("/");
  const auto second = answer("/");
  EXPECT_THAT((std::vector{first, second}), testing::UnorderedElementsAre("server1", "server2"));
  EXPECT_EQ(get(front(), "/zato-lb-alive").body,
            "<html><body><h1>200 OK</h1>\nHAProxy: service ready.\n</body></html>\n");
}

TEST_F(HaproxyProcessTest, LosesNoRequestInTwentyReloadsUnderLoad) {
  start();
  Load keep_alive({.target = front(), .clients = 3});
  Load closing({.target = front(), .clients = 3, .keep_alive = false});
  const auto master = process->master();
  for (int i = 0; i < 20; ++i) {
    write(i % 2 == 0 ? std::vector<Server>{one.server()} : servers());
    const auto reloaded = loop.run([&] { return process->reload(); });
    require(reloaded);
    keep_alive.wait_for_ok(50);
    closing.wait_for_ok(50);
  }
  const auto kept = keep_alive.stop();
  const auto closed = closing.stop();
  EXPECT_EQ(kept.failed, 0U) << kept.text();
  EXPECT_EQ(closed.failed, 0U) << closed.text();
  EXPECT_EQ(process->master(), master);
  RecordProperty("requests", static_cast<int>(kept.ok + closed.ok));
}

TEST_F(HaproxyProcessTest, IsBackSoonAfterItsDeath) {
  start();
  for (const bool worker : {false, true}) {
    const auto master = process->master();
    const auto victim = worker ? children_of(master).at(0) : master;
    const int before = restarted;
    send_signal(victim, SIGKILL);
    wait_until("HAProxy is back", 2s, [&] { return restarted > before && answers(front(), "/", 200, 200ms); });
    EXPECT_NE(process->master(), master);
  }
}

TEST_F(HaproxyProcessTest, KillsAndReplacesOneThatHangs) {
  start();
  const auto worker = children_of(process->master()).at(0);
  send_signal(worker, SIGSTOP);
  wait_until("the hung worker is replaced", 5s, [&] { return restarted == 1 && answers(front(), "/", 200, 200ms); });
  EXPECT_FALSE(alive(worker));
}

TEST_F(HaproxyProcessTest, IsAdoptedWhenItsKeeperIsGone) {
  start();
  const auto master = process->master();
  Load load({.target = front(), .clients = 2});
  loop.run([&] { process->release(); });
  process.reset();
  load.wait_for_ok(50);
  EXPECT_EQ(start(), HaproxyProcess::Started::kAdopted);
  EXPECT_EQ(process->master(), master);
  EXPECT_EQ(load.stop().failed, 0U);
  // An adopted one is watched like a child.
  send_signal(master, SIGKILL);
  wait_until("HAProxy is back", 2s, [&] { return restarted == 1 && answers(front(), "/", 200, 200ms); });
}

TEST_F(HaproxyProcessTest, AdoptsOneThatIsOnlySlowToAnswer) {
  start();
  const auto master = process->master();
  loop.run([&] { process->release(); });
  process.reset();
  send_signal(master, SIGSTOP);
  std::thread later([&] {
    let_last(1200ms);  // longer than one question may take, shorter than what counts as hung
    send_signal(master, SIGCONT);
  });
  EXPECT_EQ(start(), HaproxyProcess::Started::kAdopted);
  EXPECT_EQ(process->master(), master);
  later.join();
}

TEST_F(HaproxyProcessTest, ReplacesAHungOneThatItCannotAdopt) {
  start();
  const auto master = process->master();
  loop.run([&] { process->release(); });
  process.reset();
  send_signal(master, SIGSTOP);
  EXPECT_EQ(start(), HaproxyProcess::Started::kNew);
  EXPECT_FALSE(alive(master));
  EXPECT_TRUE(answers(front(), "/"));
}

TEST_F(HaproxyProcessTest, DoesNotTouchAForeignProcessThatAPidFileNames) {
  write_text(directory / "zato-lb-agent.pid", std::to_string(::getpid()) + "\n");
  EXPECT_EQ(start(), HaproxyProcess::Started::kNew);
}

TEST_F(HaproxyProcessTest, ReportsWhyItDoesNotStart) {
  const Endpoint taken = one.server().port == 0 ? Endpoint{} : Endpoint{.port = one.server().port};
  const auto text = render_config({.address = "127.0.0.1", .port = taken.port}, servers(), 4'000);
  require(base::write_file_atomically(config_file_of(directory), *text, 0600));
  auto refused = make();
  const auto started = loop.run([&] { return refused->start(); });
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().message, HasSubstr("annot bind socket"));
}

TEST_F(HaproxyProcessTest, ReturnsTheWholeVerdictOnAWrongFile) {
  write_text(directory / "wrong", "global\n  no-such-word\nbackend x\n  neither\n");
  auto checker = make();
  const auto valid = loop.run([&] { return checker->validate(directory / "wrong"); });
  ASSERT_FALSE(valid);
  EXPECT_THAT(valid.error().message, HasSubstr("no-such-word"));
  EXPECT_THAT(valid.error().message, HasSubstr("neither"));
}

TEST_F(HaproxyProcessTest, KeepsServingWhenAReloadIsRefused) {
  start();
  write_text(config_file_of(directory), "nonsense\n");
  const auto reloaded = loop.run([&] { return process->reload(); });
  ASSERT_FALSE(reloaded);
  EXPECT_THAT(reloaded.error().message, HasSubstr("nonsense"));
  EXPECT_TRUE(answers(front(), "/"));
  write(servers());
  require(loop.run([&] { return process->reload(); }));
  EXPECT_TRUE(answers(front(), "/"));
}

TEST_F(HaproxyProcessTest, DrainsAndReadiesAServerUnderLoadWithoutLoss) {
  start();
  Load load({.target = front(), .clients = 4, .count_by_header = "X-Server"});
  load.wait_for_ok(20);
  const auto deadline = rt::Deadline::after(20s);
  for (int i = 0; i < 5; ++i) {
    require(loop.run([&] { return runtime.set_mode("server1", Mode::kDrain, deadline); }));
    load.wait_for_ok(20);
    const int before = one.requests();
    load.wait_for_ok(50);
    EXPECT_EQ(one.requests(), before);
    require(loop.run([&] { return runtime.set_mode("server1", Mode::kReady, deadline); }));
    wait_until("server1 serves again", 2s, [&] { return one.requests() > before; });
  }
  const auto report = load.stop();
  EXPECT_EQ(report.failed, 0U) << report.text();
}

TEST_F(HaproxyProcessTest, NamesAServerThatItDoesNotKnow) {
  start();
  const auto told = loop.run([&] { return runtime.set_mode("nobody", Mode::kDrain, rt::Deadline::after(2s)); });
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().code, base::Code::kNotFound);
}

TEST_F(HaproxyProcessTest, TakesAnErrorOfAServiceForAnAnswer) {
  start();
  for (int i = 0; i < 40; ++i) EXPECT_EQ(get(front(), "/fails").status, 500);
  EXPECT_EQ(one.requests() + two.requests(), 40);  // none was tried twice
  EXPECT_EQ(get(front(), "/").status, 200);        // and no server was taken for dead
}

TEST_F(HaproxyProcessTest, AnswersZatosJsonWhenNoServerIsLeft) {
  start();
  one.ready = false;
  two.ready = false;
  wait_until("both are down", 2s, [&] { return get(front(), "/").status == 503; });
  const auto answer = get(front(), "/");
  EXPECT_EQ(answer.header("content-type"), "application/json");
  EXPECT_THAT(answer.header("x-zato-cid"), testing::MatchesRegex("K[0-9]{39}"));
  EXPECT_EQ(
      answer.body,
      "{\"zato_env\": {\"details\": \"No server is available to handle the request\", \"result\": \"ZATO_ERROR\", "
      "\"cid\": \"" +
          answer.header("x-zato-cid") + "\"}}");
  EXPECT_NE(get(front(), "/").header("x-zato-cid"), answer.header("x-zato-cid"));
  EXPECT_EQ(get(front(), "/zato-lb-alive").status, 200);
  one.ready = true;
  wait_until("one is up", 2s, [&] { return answers(front(), "/"); });
}

TEST_F(HaproxyProcessTest, DoesNotRouteInternalPathsInAnySpelling) {
  start();
  for (const auto* path : {"/zato/admin/invoke", "/zato//admin/invoke", "/zato/./admin/x", "/zato/%61dmin/x",
                           "/ZATO/Admin/x", "/zato%2fadmin", "/zato/api/invoke/x", "/zato/json/x", "/readyz", "/livez",
                           "/metrics", "/readyz/", "/zato/internal/invoke", "/readyz?verbose", "//readyz"}) {
    const auto answer = get(front(), path);
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_THAT(answer.body, HasSubstr("\"result\": \"ZATO_ERROR\"")) << path;
  }
  EXPECT_EQ(get(front(), "/x/../zato/admin/x").status, 400);
  EXPECT_EQ(get(front(), "/x/%2e%2e/zato/admin").status, 400);
  for (const auto* path : {"/zato/ping", "/zato/administer", "/readyz2", "/a/zato/admin"})
    EXPECT_EQ(get(front(), path).status, 200);
}

}  // namespace
}  // namespace zato::lb
