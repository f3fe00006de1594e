// Every server follows every change of configuration: notices lost, Redis and servers killed, servers that come late,
// many editors at once, an ODB that is locked. Promises P31, P32, P34, P35.
#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>
#include <memory>
#include <random>
#include <thread>

#include "integration/profile.hpp"
#include "support/admin_api.hpp"
#include "support/load.hpp"
#include "support/postgres.hpp"
#include "support/proc.hpp"
#include "support/redis.hpp"

namespace zato::test {
namespace {

using nlohmann::json;

json channel(const std::string& name, const std::string& path) {
  return {{"name", name},
          {"connection", "channel"},
          {"transport", "plain_http"},
          {"url_path", path},
          {"service", "demo.echo"}};
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

void wait_converged(const AdminApi& api, Millis within = 20s) {
  wait_until(
      "all workers have the newest configuration", within, [&] { return api.converged(); },
      [&] { return joined(api.workers()); });
}

// A process that may have been killed a moment ago and is on its way back.
pid_t once_there(const std::function<pid_t()>& find) {
  pid_t pid = 0;
  wait_until("the process is back", 20s, [&] { return (pid = find()) > 0; });
  return pid;
}

// Makes random changes to objects of its own, through one server after the other; remembers what was acknowledged.
class Administrator {
 public:
  Administrator(const AdminApi& api, int number, int servers, unsigned seed)
      : api_(api), prefix_("a" + std::to_string(number) + "-"), servers_(servers), random_(seed) {}

  void change() {
    const int action = names_.empty() ? 0 : std::uniform_int_distribution(0, 3)(random_);
    action <= 1 ? create() : action == 2 ? edit() : remove();
  }

  const std::vector<std::string>& names() const { return names_; }  // of channels that must exist
  int acknowledged() const { return acknowledged_; }

 private:
  void create() {
    const auto name = prefix_ + std::to_string(++made_);
    if (acknowledge("zato.http-soap.create", channel(name, "/" + name))) names_.push_back(name);
  }
  void edit() {
    (void)acknowledge("zato.http-soap.edit",
                      {{"name", any()}, {"is_active", random_() % 2 == 0}, {"cache_expiry", random_() % 1000}});
  }
  void remove() {
    const auto name = any();
    // Without an answer it may be there or not: it is not asked for any more.
    (void)acknowledge("zato.http-soap.delete", {{"name", name}});
    std::erase(names_, name);
  }

  std::string any() { return names_[std::uniform_int_distribution<std::size_t>(0, names_.size() - 1)(random_)]; }

  bool acknowledge(const std::string& service, json input) {
    server_ = server_ % servers_ + 1;
    const auto answer = api_.call(service, input, server_);
    if (answer.ok()) ++acknowledged_;
    if (answer.status != 0 && answer.status != 200 && answer.status != 503) {
      ADD_FAILURE() << service << " " << input << ": " << answer.status << " " << answer.body;
    }
    return answer.ok();
  }

  const AdminApi& api_;
  const std::string prefix_;
  const int servers_;
  std::mt19937 random_;
  std::vector<std::string> names_;
  int made_ = 0;
  int server_ = 0;
  int acknowledged_ = 0;
};

// A scenario with a cluster of its own, on one engine of the ODB.
class Convergence : public testing::TestWithParam<std::string> {
 protected:
  bool on_postgres() const { return GetParam() == "postgresql"; }

  ClusterOptions with(int servers, int workers) {
    ClusterOptions options{.servers = servers, .workers = workers};
    if (!on_postgres()) return options;
    postgres_ = std::make_unique<Postgres>();
    postgres_->create_database("zato_test");
    options.create_arguments = postgres_arguments(*postgres_);
    return options;
  }

  std::unique_ptr<Postgres> postgres_;
};

// What is quick enough, or differs enough, to be shown on every engine in every run.
class ConvergenceOnEachOdb : public Convergence {};

TEST_P(ConvergenceOnEachOdb, EveryWorkerEndsEqualAlthoughNoticesAreLostAndProcessesKilled) {
  const TempDir faults;
  auto options = with(3, 2);
  options.environment = {{"ZATO_FAULT_POINTS", faults.path()}};
  Cluster cluster(options);
  std::ofstream(faults / "server.change.heard") << 20;  // each 20th notice that a worker gets
  const AdminApi api(cluster);
  const unsigned seed = std::random_device()();
  RecordProperty("seed", std::to_string(seed));
  const int changes = by_profile(240, 2000);
  std::atomic<int> done = 0;
  std::vector<Administrator> administrators;
  for (int i = 0; i < 3; ++i) administrators.emplace_back(api, i, 3, seed + static_cast<unsigned>(i));
  std::vector<std::thread> threads;
  for (auto& one : administrators) {
    threads.emplace_back([&] {
      while (done.fetch_add(1) < changes) one.change();
    });
  }
  const auto wait_for_change = [&](int number) { wait_until("changes go on", 60s, [&] { return done >= number; }); };
  const auto server = [&](int number) { return number % 3 + 1; };
  const auto redis = [&] { return once_there([&] { return cluster.redis(); }); };
  const auto worker = [&](int number) {
    return once_there([&] {
      const auto all = cluster.workers(number);
      return all.empty() ? 0 : all.front();
    });
  };
  for (int round = 0; round < by_profile(3, 30); ++round) {
    wait_for_change(changes * (round + 1) / by_profile(6, 40));
    switch (round % 4) {
      case 0:
        send_signal(redis(), SIGKILL);
        break;
      case 1:
        send_signal(worker(server(round)), SIGKILL);
        break;
      case 2:
        send_signal(once_there([&] { return cluster.parent(server(round)); }), SIGKILL);
        break;
      default: {
        const pid_t stopped = redis();
        send_signal(stopped, SIGSTOP);
        let_last(1s);  // no notice arrives meanwhile
        send_signal(stopped, SIGCONT);
      }
    }
  }
  for (auto& thread : threads) thread.join();
  cluster.wait_ready();
  wait_converged(api);
  EXPECT_EQ(api.workers().size(), 6U) << joined(api.workers());

  int acknowledged = 0;
  for (const auto& one : administrators) {
    acknowledged += one.acknowledged();
    for (const auto& name : one.names()) {
      EXPECT_TRUE(api.call("zato.http-soap.get", {{"name", name}}).ok()) << name << " was acknowledged and is lost";
    }
  }
  EXPECT_GE(api.call("zato.config.status").body.at("sequence").get<int>(), acknowledged);
  EXPECT_THAT(cluster.server_log(1), testing::HasSubstr("on purpose")) << "no notice was lost";
}

TEST_P(Convergence, AChangeIsInForceOnAllWorkersSoon) {
  Cluster cluster(with(3, 2));
  const AdminApi api(cluster);
  ASSERT_TRUE(api.call("zato.http-soap.create", channel("timed", "/timed")).ok());
  std::vector<double> milliseconds;
  for (int i = 0; i < by_profile(30, 300); ++i) {
    const auto edited = api.call("zato.http-soap.edit", {{"name", "timed"}, {"cache_expiry", i + 1}}, i % 3 + 1);
    ASSERT_TRUE(edited.ok()) << edited.body;
    const auto answered = Clock::now();
    wait_converged(api, 5s);
    milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - answered).count());
  }
  std::ranges::sort(milliseconds);
  const auto p99 = milliseconds[milliseconds.size() * 99 / 100];
  std::printf("from the answer to in force on all 6 workers: median %.1f ms, p99 %.1f ms\n",
              milliseconds[milliseconds.size() / 2], p99);
  EXPECT_LT(p99, 1000.0 * slowness());
}

TEST_P(Convergence, AServerThatMissedChangesIsReadyOnlyWhenItIsEqual) {
  Cluster cluster(with(3, 2));
  const AdminApi api(cluster);
  ASSERT_TRUE(api.call("zato.http-soap.create", channel("late", "/late")).ok());
  ASSERT_EQ(cluster.zato({"stop", cluster.component("server3")}).exit_code, 0);
  for (int i = 0; i < by_profile(300, 10'000); ++i) {
    ASSERT_TRUE(api.call("zato.http-soap.edit", {{"name", "late"}, {"cache_expiry", i + 1}}, i % 2 + 1).ok());
  }
  ASSERT_TRUE(api.call("zato.http-soap.edit", {{"name", "late"}, {"url_path", "/late/renamed"}}).ok());
  ASSERT_EQ(cluster.zato({"start", cluster.component("server3")}).exit_code, 0);
  EXPECT_EQ(get(cluster.server(3), "/readyz").status, 200);
  EXPECT_EQ(get(cluster.server(3), "/late").status, 404) << "it answers by an old configuration";
  EXPECT_EQ(post(cluster.server(3), "/late/renamed", "x").body, "x");
  wait_converged(api);
}

TEST_P(ConvergenceOnEachOdb, FiftyEditorsOfOneObjectOverwriteNothingSilently) {
  Cluster cluster(with(2, 2));
  const AdminApi api(cluster);
  ASSERT_TRUE(api.call("zato.http-soap.create", channel("contended", "/contended")).ok());
  std::atomic<int> accepted = 0, refused = 0;
  std::vector<std::thread> editors;
  for (int editor = 0; editor < 50; ++editor) {
    editors.emplace_back([&, editor] {
      for (int round = 0; round < by_profile(2, 20); ++round) {
        const auto seen = api.call("zato.http-soap.get", {{"name", "contended"}}, editor % 2 + 1, 60s);
        if (!seen.ok()) continue;
        const auto edited = api.call("zato.http-soap.edit",
                                     {{"name", "contended"},
                                      {"version", seen.body.at("version")},
                                      {"cache_expiry", seen.body.at("cache_expiry").get<int>() + 1}},
                                     editor % 2 + 1, 60s);
        if (edited.ok()) ++accepted;
        if (edited.status != 409) continue;
        ++refused;
        EXPECT_THAT(edited.body.dump(), testing::HasSubstr("cache_expiry")) << "it does not tell what changed";
      }
    });
  }
  for (auto& editor : editors) editor.join();
  const auto left = api.call("zato.http-soap.get", {{"name", "contended"}}).body;
  EXPECT_EQ(left.at("cache_expiry"), accepted.load()) << "an edit was overwritten";
  EXPECT_EQ(left.at("version"), accepted + 1);
  EXPECT_GT(accepted, 0);
  std::printf("%d edits accepted, %d refused as stale\n", accepted.load(), refused.load());
}

TEST_P(Convergence, AKilledWorkerLeavesAChangeDoneOrNotDone) {
  Cluster cluster(with(1, 2));
  const AdminApi api(cluster);
  ASSERT_TRUE(api.call("zato.http-soap.create", channel("half", "/half/0")).ok());
  std::mt19937 random(17);
  for (int round = 0; round < by_profile(4, 20); ++round) {
    const auto path = "/half/" + std::to_string(round + 1);
    // Those that die young would be started again later and later.
    const auto grown_up = [](pid_t pid) { return age_of(pid) > 1200ms; };
    if (round >= 4)
      wait_until("workers are old", 60s, [&] { return std::ranges::all_of(cluster.workers(1), grown_up); });
    std::thread editor([&] {
      (void)api.call("zato.http-soap.edit", {{"name", "half"}, {"url_path", path}, {"cache_expiry", round + 1}});
    });
    let_last(std::chrono::microseconds(random() % 8000));  // anywhere within the change
    for (const auto worker : cluster.workers(1)) send_signal(worker, SIGKILL);
    editor.join();
    wait_until("the server answers again", 30s, [&] { return api.call("zato.config.status").ok(); });
    const auto now = api.call("zato.http-soap.get", {{"name", "half"}}).body;
    const bool fresh = now.at("url_path") == path;
    EXPECT_EQ(now.at("cache_expiry") == round + 1, fresh) << "half of a change: " << now;
    const auto history = api.call("zato.config.get-history", {{"object_type", "rest_channel"}, {"name", "half"}});
    ASSERT_TRUE(history.ok()) << history.body;
    EXPECT_EQ(history.body.size(), now.at("version").get<std::size_t>())
        << "a change without its record: " << history.body;
  }
}

TEST_P(Convergence, WhoWaitsForAChangeWaitsForEveryWorkerOfEachServerThatLives) {
  Cluster cluster(with(2, 1));
  const AdminApi api(cluster);
  const auto zato = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--path", cluster.component("server1")});
    return cluster.zato(std::move(words));
  };
  EXPECT_EQ(zato({"config", "wait"}).exit_code, 0);
  const auto worker = cluster.workers(2).front();
  send_signal(worker, SIGSTOP);
  ASSERT_TRUE(api.call("zato.http-soap.create", channel("awaited", "/awaited")).ok());
  const auto waited = zato({"config", "wait", "--timeout", "1"});
  EXPECT_EQ(waited.exit_code, 28) << waited.out;
  EXPECT_THAT(waited.err, testing::HasSubstr("not yet in force on server2 worker 1"));
  EXPECT_EQ(zato({"config", "wait", "--timeout", "0"}).exit_code, 28);
  EXPECT_EQ(zato({"config", "wait", "--timeout", "0", "--sequence", "1"}).exit_code, 0);
  const auto status = zato({"config", "status", "-o", "json"});
  EXPECT_EQ(json::parse(status.out).at("is_applied_everywhere"), false) << status.out;
  EXPECT_THAT(zato({"config", "status"}).out, testing::HasSubstr("in force on every running server: no"));
  send_signal(worker, SIGCONT);
  EXPECT_EQ(zato({"config", "wait"}).exit_code, 0);
  EXPECT_THAT(zato({"config", "status"}).out, testing::HasSubstr("in force on every running server: yes"));
  EXPECT_EQ(post(cluster.server(2), "/awaited", "x").body, "x");

  if (!long_profile()) return;

  // One that was cut off without a word holds nobody up for ever.
  for (const auto pid : tagged_processes()) {
    if (command_line(pid).find(cluster.component("server2").string()) != std::string::npos) send_signal(pid, SIGKILL);
  }
  ASSERT_TRUE(api.call("zato.http-soap.delete", {{"name", "awaited"}}).ok());
  const auto left = zato({"config", "wait", "--timeout", "20"});
  EXPECT_EQ(left.exit_code, 0) << left.err;
}

// Another program that has locked a SQLite file.
class Locker {
 public:
  Locker(const Cluster& cluster, int seconds)
      : directory_(cluster.root()),
        process_({.program = "python3",
                  .arguments = {"-c",
                                "import sqlite3, sys, time\n"
                                "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
                                "c.execute('BEGIN EXCLUSIVE')\n"
                                "open(sys.argv[2] + '/locked', 'w').close()\n"
                                "time.sleep(float(sys.argv[3]))\n"
                                "open(sys.argv[2] + '/released', 'w').close()\n"
                                "c.execute('ROLLBACK')\n",
                                directory_ / "zato.db", directory_, std::to_string(seconds)}}) {
    wait_until("the ODB is locked", 10s, [&] { return std::filesystem::exists(directory_ / "locked"); });
  }
  bool locks() const { return !std::filesystem::exists(directory_ / "released"); }

 private:
  const std::filesystem::path directory_;
  Process process_;
};

TEST(ConvergenceOnSqlite, AServerThatStartsWhileTheOdbIsLockedWaitsForIt) {
  Cluster cluster({.servers = 1, .workers = 1});
  ASSERT_EQ(cluster.zato({"stop", cluster.component("server1")}).exit_code, 0);
  const Locker locker(cluster, 4);  // longer than one attempt to write
  const auto started = cluster.zato({"start", cluster.component("server1")});
  EXPECT_EQ(started.exit_code, 0) << started.err;
  EXPECT_FALSE(locker.locks()) << "it did not need the ODB";
  EXPECT_EQ(get(cluster.server(1), "/zato/ping").status, 200);
}

// Administrators are told soon while the ODB is `away`; afterwards changes are accepted by themselves.
void expect_refusals(const AdminApi& api, const std::function<bool()>& away) {
  int refusals = 0;
  while (away()) {
    const auto begun = Clock::now();
    const auto refused = api.call("zato.http-soap.create", channel("away", "/away"));
    const auto took = Clock::now() - begun;
    if (!away()) break;
    EXPECT_EQ(refused.status, 503) << refused.body;
    EXPECT_LT(took, 2s * slowness());
    ++refusals;
  }
  EXPECT_GT(refusals, 0);
}

void expect_recovery(const AdminApi& api) {
  static int made = 0;
  const auto name = "free" + std::to_string(++made);
  wait_until("changes are accepted again", 5s,
             [&] { return api.call("zato.http-soap.create", channel(name, "/" + name)).ok(); });
  wait_converged(api);
}

TEST_P(ConvergenceOnEachOdb, AnOdbThatIsLockedPausedOrStoppedDoesNotTouchTraffic) {
  Cluster cluster(with(2, 1));
  const AdminApi api(cluster);
  const int seconds = by_profile(4, 30);
  const auto for_a_while = [&] {
    return [until = Clock::now() + std::chrono::seconds(seconds)] { return Clock::now() < until; };
  };
  Load load({.target = cluster.load_balancer(), .clients = 2});
  if (on_postgres()) {
    postgres_->pause();
    expect_refusals(api, for_a_while());
    postgres_->resume();
    expect_recovery(api);
    postgres_->stop();
    expect_refusals(api, for_a_while());
    postgres_->start();
  } else {
    const Locker locker(cluster, seconds);
    expect_refusals(api, [&] { return locker.locks(); });
  }
  expect_recovery(api);
  const auto report = load.stop();
  EXPECT_EQ(report.failed, 0U) << report.text();
}

std::vector<std::string> engines() {
  if (long_profile()) return {"sqlite", "postgresql"};
  return {"sqlite"};
}

std::string name_of(const testing::TestParamInfo<std::string>& engine) { return engine.param; }

INSTANTIATE_TEST_SUITE_P(Odb, Convergence, testing::ValuesIn(engines()), name_of);
INSTANTIATE_TEST_SUITE_P(Odb, ConvergenceOnEachOdb, testing::Values("sqlite", "postgresql"), name_of);

}  // namespace
}  // namespace zato::test
