#include "lb/balancer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "bench.hpp"
#include "lb/servers_watch.hpp"
#include "support/load.hpp"
#include "support/proc.hpp"

namespace zato::lb {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAre;
using namespace test;  // NOLINT: the harness reads as part of these tests

class BalancerTest : public testing::Test {
 protected:
  ~BalancerTest() override {
    if (balancer) loop.run([&] { balancer->stop(2s); });
  }

  static Member member(const NamedServer& server) {
    return {.name = server.server().name, .address = "127.0.0.1", .port = server.server().port};
  }
  std::vector<Member> both() const { return {member(one), member(two)}; }

  base::Result<void> try_start() {
    balancer = std::make_unique<Balancer>(
        loop.loop, pool, runtime,
        BalancerOptions{.haproxy = {.directory = directory}, .least_between_reloads = between_reloads}, settings);
    return loop.run([&] { return balancer->start(); });
  }
  void start(const std::vector<Member>& members) {
    require(try_start());
    if (members.empty()) return;
    set_members(members);
    wait_until("all members serve", 3s, [&] { return serving().size() == members.size(); });
  }
  void end(bool haproxy_too) {
    loop.run([&] { haproxy_too ? balancer->stop(2s) : balancer->release(); });
    balancer.reset();
  }
  void set_members(const std::vector<Member>& members) {
    loop.run([&] { balancer->set_members(members); });
  }
  base::Result<void> wish(const std::string& server, Mode mode, int weight = kDefaultWeight) {
    return loop.run([&] { return balancer->set_wish(server, {.mode = mode, .weight = weight}); });
  }
  // Who answers, seen from outside.
  std::set<std::string> serving() const {
    std::set<std::string> names;
    for (int i = 0; i < 6; ++i) {
      const auto answer = get({.port = port.number()}, "/");
      if (answer.status == 200) names.insert(answer.body);
    }
    return names;
  }
  std::string status(const std::string& server) {
    for (const auto& view : loop.run([&] { return balancer->servers(); })) {
      if (view.name == server) return view.status;
    }
    return "absent";
  }
  std::string config() const { return read_text(config_file_of(directory)); }

  KillsTagged cleanup;
  TempDir root;
  Port port;
  NamedServer one{"server1"};
  NamedServer two{"server2"};
  std::filesystem::path directory = make_lb_directory(root);
  Settings settings{.address = "127.0.0.1", .port = port.number(), .max_connections = 500};
  std::chrono::milliseconds between_reloads{100};
  rt::ThreadPool pool{"lb", 2, 10};
  HaproxyRuntime runtime = std::move(*HaproxyRuntime::open(directory));
  LoopThread loop;
  std::unique_ptr<Balancer> balancer;
};

TEST_F(BalancerTest, AnswersBeforeAnyServerHasJoined) {
  start({});
  EXPECT_EQ(get({.port = port.number()}, "/zato-lb-alive").status, 200);
  EXPECT_EQ(get({.port = port.number()}, "/").status, 503);
}

TEST_F(BalancerTest, FollowsServersThatJoinAndLeaveWithinTwoSeconds) {
  between_reloads = 1s;
  start({member(one)});
  Load load({.target = {.port = port.number()}, .clients = 3});
  load.wait_for_ok(10);
  set_members(both());
  wait_until("the new server serves", 2s, [&] { return two.requests() > 0; });
  set_members({member(two)});
  wait_until("the old server is gone", 2s, [&] { return serving() == std::set<std::string>{"server2"}; });
  EXPECT_EQ(load.stop().failed, 0U);
}

TEST_F(BalancerTest, DrainsAServerThatSaysItLeavesWithoutAReload) {
  start(both());
  const int reloads = balancer->reloads();
  auto members = both();
  members[0].leaving = true;
  set_members(members);
  wait_until("server1 gets nothing", 2s, [&] { return serving() == std::set<std::string>{"server2"}; });
  EXPECT_EQ(status("server1"), "DRAIN");
  EXPECT_EQ(balancer->reloads(), reloads);
}

TEST_F(BalancerTest, ReloadsAtMostOncePerInterval) {
  between_reloads = 1s;
  start({member(one)});
  const auto began = Clock::now();
  const int before = balancer->reloads();
  for (int i = 0; i < 40; ++i) {
    set_members(i % 2 == 0 ? both() : std::vector<Member>{member(one)});
    if (i == 39) set_members(both());
  }
  wait_until("the last set serves", 4s, [&] { return serving().size() == 2; });
  const auto seconds_taken = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began).count();
  EXPECT_LE(balancer->reloads() - before, seconds_taken + 1);
}

TEST_F(BalancerTest, ChangesModesWithoutAReloadAndKeepsThemOverEverything) {
  start(both());
  const int reloads = balancer->reloads();
  require(wish("server1", Mode::kMaintenance));
  require(wish("server2", Mode::kReady, 7));
  EXPECT_EQ(status("server1"), "MAINT");
  EXPECT_EQ(balancer->reloads(), reloads);

  // Another set of servers: a reload.
  set_members({member(one), member(two), {.name = "server3", .address = "127.0.0.1", .port = 1}});
  wait_until("it has reloaded", 3s, [&] { return status("server3") != "absent" && status("server3") != "UNKNOWN"; });
  EXPECT_EQ(status("server1"), "MAINT");
  EXPECT_EQ(serving(), std::set<std::string>{"server2"});

  // HAProxy's death.
  const auto master = balancer->haproxy().master();
  send_signal(master, SIGKILL);
  wait_until("HAProxy is back", 2s,
             [&] { return balancer->haproxy().master() != master && status("server1") == "MAINT"; });
  EXPECT_EQ(serving(), std::set<std::string>{"server2"});

  // A restart of both.
  end(true);
  require(try_start());
  wait_until("modes are back", 2s, [&] { return status("server1") == "MAINT"; });
  const auto views = loop.run([&] { return balancer->servers(); });
  ASSERT_EQ(views.size(), 3U);
  EXPECT_EQ(views[1].wish.weight, 7);
  EXPECT_EQ(views[1].counters.weight, 7);

  require(wish("server1", Mode::kReady));
  wait_until("server1 serves again", 2s, [&] { return serving().size() == 2; });
}

TEST_F(BalancerTest, ReadiesAServerThatWasDrainedBeforeTheStart) {
  start(both());
  require(wish("server1", Mode::kDrain));
  end(true);
  require(try_start());
  EXPECT_EQ(serving(), std::set<std::string>{"server2"});
  EXPECT_EQ(status("server1"), "DRAIN");
  require(wish("server1", Mode::kReady));
  wait_until("server1 serves again", 2s, [&] { return serving().size() == 2; });
}

TEST_F(BalancerTest, KnowsTheServersOfItsLastRunWhenTheOdbIsAway) {
  start(both());
  end(true);
  require(try_start());
  ServersWatch watch(
      loop.loop, *balancer, [] { return base::fail(base::Code::kUnavailable, "no ODB"); }, 20ms);
  loop.run([&] { watch.start(); });
  wait_until("it was told", 2s, [&] { return !loop.run([&] { return watch.reads(); }); });
  EXPECT_EQ(serving().size(), 2U);
  loop.run([&] { watch.stop(); });
}

TEST_F(BalancerTest, AdoptsHaproxyWithItsServersAndModes) {
  start(both());
  require(wish("server2", Mode::kDrain));
  const auto master = balancer->haproxy().master();
  wait_until("workers of earlier reloads have ended", 5s, [&] { return children_of(master).size() == 1; });
  const auto worker = children_of(master);
  Load load({.target = {.port = port.number()}, .clients = 3});
  load.wait_for_ok(20);
  end(false);
  load.wait_for_ok(20);
  require(try_start());
  EXPECT_EQ(balancer->haproxy().master(), master);
  EXPECT_TRUE(holds_for(300ms, [&] { return children_of(master) == worker; }));  // there was nothing to reload for
  load.wait_for_ok(20);
  EXPECT_EQ(status("server2"), "DRAIN");
  EXPECT_EQ(load.stop().failed, 0U);
}

TEST_F(BalancerTest, ReloadsAnAdoptedHaproxyThatHasReadSomethingElse) {
  start(both());
  end(false);
  auto state = load_state(directory);
  require(state);
  state->members = {member(one)};
  require(save_state(directory, *state));
  require(try_start());
  wait_until("it serves the other set", 2s, [&] { return serving() == std::set<std::string>{"server1"}; });
}

TEST_F(BalancerTest, ServesOnWhenAMemberCannotBeUsed) {
  start({});
  set_members({member(one),
               {.name = "bad name", .address = "127.0.0.1", .port = 1},
               {.name = "nowhere", .address = "no.such.host.invalid", .port = 1}});
  wait_until("the good one serves", 3s, [&] { return serving() == std::set<std::string>{"server1"}; });
  EXPECT_EQ(config().find("bad name"), std::string::npos);
}

TEST_F(BalancerTest, ChangesTheAlgorithmAndRemembersIt) {
  start(both());
  require(loop.run([&] { return balancer->set_algorithm("leastconn"); }));
  EXPECT_THAT(config(), HasSubstr("balance leastconn\n"));
  const auto unknown = loop.run([&] { return balancer->set_algorithm("lestconn"); });
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message, HasSubstr("did you mean leastconn?"));
  end(true);
  require(try_start());
  EXPECT_EQ(balancer->settings().algorithm, "leastconn");
}

TEST_F(BalancerTest, ChangesWeightsUnderAStaticAlgorithmToo) {
  start(both());
  require(loop.run([&] { return balancer->set_algorithm("source"); }));
  require(wish("server1", Mode::kDrain));
  EXPECT_EQ(serving(), std::set<std::string>{"server2"});
  require(wish("server1", Mode::kReady, 200));
  require(wish("server2", Mode::kMaintenance));
  wait_until("server1 serves alone", 2s, [&] { return serving() == std::set<std::string>{"server1"}; });
}

TEST_F(BalancerTest, NamesTheServerThatItDoesNotKnow) {
  start(both());
  const auto unknown = wish("server9", Mode::kDrain);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, base::Code::kNotFound);
  EXPECT_THAT(unknown.error().message, HasSubstr("server9"));
}

TEST_F(BalancerTest, LeavesEverythingAsItIsWhenASourceIsWrong) {
  start(both());
  const auto file = config();
  const auto master = balancer->haproxy().master();
  const auto worker = children_of(master);
  auto text = base::replace_all(balancer->source(), "  mode http\n", "  mode http\n  no-such-word\n");
  const auto saved = loop.run([&] { return balancer->save_source(text); });
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().code, base::Code::kInvalidArgument);
  EXPECT_THAT(saved.error().message, HasSubstr("no-such-word"));
  EXPECT_EQ(config(), file);
  EXPECT_EQ(children_of(master), worker);
  const auto forbidden =
      loop.run([&] { return balancer->validate_source(text + "\nprogram x\n  command /bin/true\n"); });
  EXPECT_THAT(forbidden.error().message, HasSubstr("'program' is not allowed"));
}

TEST_F(BalancerTest, KeepsServersFollowingUnderACustomSource) {
  start({member(one)});
  auto text = base::replace_all(balancer->source(), "  default_backend",
                                "  http-response set-header X-Mine yes\n  default_backend");
  require(loop.run([&] { return balancer->save_source(text); }));
  EXPECT_EQ(get({.port = port.number()}, "/").header("x-mine"), "yes");
  set_members(both());
  wait_until("both serve", 2s, [&] { return serving().size() == 2; });
  EXPECT_EQ(get({.port = port.number()}, "/").header("x-mine"), "yes");
  end(true);
  require(try_start());
  EXPECT_TRUE(balancer->source_is_custom());
  EXPECT_EQ(get({.port = port.number()}, "/").header("x-mine"), "yes");
  require(loop.run([&] { return balancer->drop_source(); }));
  EXPECT_FALSE(get({.port = port.number()}, "/").has_header("x-mine"));
}

TEST_F(BalancerTest, GoesBackWhenAPortOfTheNewSettingsIsTaken) {
  start(both());
  const auto file = config();
  auto moved = settings;
  moved.port = one.server().port;
  const auto changed = loop.run([&] { return balancer->set_settings(moved); });
  ASSERT_FALSE(changed);
  EXPECT_EQ(config(), file);
  EXPECT_EQ(balancer->settings().port, settings.port);
  EXPECT_EQ(serving().size(), 2U);
  set_members({member(two)});
  wait_until("it still follows", 3s, [&] { return serving() == std::set<std::string>{"server2"}; });
}

TEST_F(BalancerTest, StartsFromTheLastGoodFileWhenTheWantedOneIsRefused) {
  start(both());
  end(true);
  settings.tls_certificate = "/nonexistent.pem";
  require(try_start());
  EXPECT_EQ(serving().size(), 2U);
}

TEST_F(BalancerTest, PutsADamagedStateFileAside) {
  start({member(one)});
  end(true);
  write_text(state_file_of(directory), "{\"servers\": ");
  require(try_start());
  EXPECT_TRUE(std::filesystem::exists(state_file_of(directory).string() + ".broken"));
}

}  // namespace
}  // namespace zato::lb
