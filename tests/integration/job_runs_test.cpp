// Jobs in a real cluster, from the scheduler to what their service did: each nominal time has its effect once while
// schedulers, workers, servers and Redis are killed; every policy with real runs. ZATO_SEED repeats a run.
#include <gmock/gmock.h>
#include <signal.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <regex>
#include <set>

#include "integration/profile.hpp"
#include "jobs/ledger.hpp"
#include "support/admin_api.hpp"
#include "support/cluster.hpp"
#include "support/proc.hpp"

namespace zato::test {
namespace {

using jobs::FireKey;
using nlohmann::json;
using testing::HasSubstr;

struct Effect {
  FireKey key;
  int attempt = 0;
  long long begun_ms = 0, ended_ms = 0;
  std::string channel;
};

class Scene {
 public:
  explicit Scene(const std::string& poll_interval = "1") : cluster_(options()) {
    for (int server = 1; server <= 2; ++server) {
      std::filesystem::copy(ZATO_TEST_JOB_MODULE, cluster_.component("server" + std::to_string(server)) /
                                                      "work/hot-deploy/current/effect.so");
    }
    set("keep_alive", "1");
    set("misfire_grace_time", "2");
    set("poll_interval", poll_interval);
    cluster_.start();
    odb_ = base::value_or_throw(odb::connect({.path = cluster_.root() / "zato.db"}));
    cluster_id_ = base::value_or_throw(odb_->query("SELECT id FROM cluster")).front().integer(0);
    api_.emplace(cluster_);
  }

  Cluster& cluster() { return cluster_; }
  const AdminApi& api() const { return *api_; }

  // Its id. `more`: further fields.
  schema::Id create(const std::string& name, json more, int takes_ms = 0) {
    json input{{"name", name},
               {"is_active", true},
               {"job_type", "interval_based"},
               {"service", "jobs.effect"},
               {"extra", json{{"file", file_.string()}, {"takes_ms", takes_ms}}.dump()}};
    input.update(more);
    const auto answer = api_->call("zato.scheduler.job.create", input);
    if (!answer.ok()) throw std::runtime_error(answer.body.dump());
    return answer.body.at("id").get<schema::Id>();
  }

  void pause_all() { base::value_or_throw(jobs::set_paused(*odb_, cluster_id_, 0, true, "test")); }

  std::vector<jobs::Run> ledger(schema::Id job = 0) {
    return base::value_or_throw(jobs::history(*odb_, cluster_id_, job, 10'000'000));
  }
  std::map<std::string, int> states(schema::Id job = 0) {
    std::map<std::string, int> out;
    for (const auto& run : ledger(job)) ++out[run.state];
    return out;
  }
  std::string told() {
    std::string out;
    for (const auto& [state, count] : states()) out += std::to_string(count) + " " + state + "; ";
    return out;
  }
  int unfinished() {
    auto found = states();
    return found["planned"] + found["waiting"] + found["sent"] + found["running"];
  }

  std::vector<Effect> effects(schema::Id job = 0) const {
    std::vector<Effect> out;
    std::ifstream in(file_);
    std::string key;
    for (Effect one; in >> key >> one.attempt >> one.begun_ms >> one.ended_ms >> one.channel;) {
      one.key = FireKey::parse(key).value();
      if (job == 0 || one.key.job_id == job) out.push_back(one);
    }
    return out;
  }

  pid_t scheduler() const { return std::atoi(read_text(cluster_.component("scheduler") / "pidfile").c_str()); }
  void scheduler_command(const std::string& verb) {
    const auto done = cluster_.zato({verb, cluster_.component("scheduler")});
    ASSERT_EQ(done.exit_code, 0) << done.out << done.err;
  }

 private:
  static ClusterOptions options() {
    return {.servers = 2,
            .workers = 1,
            .environment = {{"ZATO_MESSAGES__RETRY_DELAY", "0.05"}, {"ZATO_MESSAGES__VISIBILITY_TIMEOUT", "3"}},
            .start = false};
  }

  void set(const std::string& key, const std::string& value) {
    const auto file = cluster_.component("scheduler") / "config/repo/scheduler.conf";
    const auto text = read_text(file);
    std::ofstream(file) << std::regex_replace(text, std::regex("\\n;?#? ?" + key + " ?=[^\n]*"),
                                              "\n" + key + " = " + value);
  }

  Cluster cluster_;
  TempDir directory_;
  const std::filesystem::path file_ = directory_.path() / "effects";
  std::unique_ptr<odb::Connection> odb_;
  schema::Id cluster_id_ = 0;
  std::optional<AdminApi> api_;
};

// One of the processes that jobs need, or all that Redis knows.
std::string strike(Scene& scene, unsigned dice) {
  auto& cluster = scene.cluster();
  const int server = 1 + static_cast<int>(dice / 8 % 2);
  const auto kill = [](pid_t pid) {
    if (pid > 0 && alive(pid)) send_signal(pid, SIGKILL);
  };
  switch (dice % 8) {
    case 0:
    case 1:
    case 2:
      kill(scene.scheduler());
      return "scheduler";
    case 3:
      kill(cluster.parent(server));
      return "server";
    case 4:
      kill(cluster.redis());
      return "redis";
    default:
      if (const auto workers = cluster.workers(server); !workers.empty()) kill(workers.front());
      return "worker";
  }
}

TEST(JobRuns, EachNominalTimeHasItsEffectOnceWhoeverIsKilled) {
  const int job_count = by_profile(200, 1000);
  const std::size_t wanted = by_profile<std::size_t>(4000, 100'000);
  const int strikes = by_profile(10, 60);
  const char* given = std::getenv("ZATO_SEED");
  const auto seed = given ? static_cast<unsigned>(std::atol(given)) : std::random_device()();
  std::printf("seed %u\n", seed);
  std::fflush(stdout);
  std::mt19937 random(seed);
  Scene scene;
  for (int i = 0; i < job_count; ++i) {
    scene.create("job" + std::to_string(i), {{"seconds", 2}, {"missed_runs", "all"}});
  }
  std::map<std::string, int> killed;
  for (int i = 0; i < strikes; ++i) {
    const auto before = scene.ledger().size();
    wait_until("runs are written", 60s,
               [&] { return scene.ledger().size() >= before + wanted / (2 * static_cast<std::size_t>(strikes)); });
    ++killed[strike(scene, static_cast<unsigned>(random()))];
  }
  wait_until("enough is planned", 600s, [&] { return scene.ledger().size() >= wanted; });
  scene.pause_all();
  wait_until(
      "all has run", 120s, [&] { return scene.unfinished() == 0; }, [&] { return scene.told(); });

  std::map<FireKey, int> effects, first_deliveries;
  for (const auto& effect : scene.effects()) {
    ++effects[effect.key];
    first_deliveries[effect.key] += effect.attempt == 1;
  }
  int lost = 0, unexpected = 0, doubled = 0, repeated = 0, holes = 0;
  std::map<schema::Id, std::set<jobs::Instant>> times;
  for (const auto& run : scene.ledger()) {
    times[run.key.job_id].insert(run.key.nominal);
    lost += effects.contains(run.key) ? 0 : 1;
    EXPECT_EQ(run.state, "ok") << run.key.text() << " " << run.detail;
  }
  for (const auto& [job, all] : times) {
    const auto span = std::chrono::duration_cast<std::chrono::seconds>(*all.rbegin() - *all.begin()).count();
    holes += static_cast<int>(span / 2 + 1 - static_cast<long>(all.size()));
  }
  for (const auto& [key, count] : effects) {
    unexpected += times[key.job_id].contains(key.nominal) ? 0 : 1;
    repeated += count - 1;  // of a worker that was killed between its effect and the end of the run
    doubled += std::max(first_deliveries[key] - 1, 0);
  }
  std::string kills;
  for (const auto& [who, count] : killed) kills += std::to_string(count) + " " + who + ", ";
  std::printf(
      "%zu nominal times of %d jobs; killed: %sseed %u: lost %d, left out %d, unexpected %d, doubled %d, "
      "repeated after the death of who ran them %d\n",
      scene.ledger().size(), job_count, kills.c_str(), seed, lost, holes, unexpected, doubled, repeated);
  EXPECT_EQ(lost, 0);
  EXPECT_EQ(holes, 0);
  EXPECT_EQ(unexpected, 0);
  EXPECT_EQ(doubled, 0);
  EXPECT_LE(repeated, strikes * 64) << "no more than were at work";
}

// The scheduler sends runs ahead of their time.
TEST(JobRuns, DoNotStartBeforeTheirTime) {
  Scene scene;
  for (int i = 0; i < 20; ++i) scene.create("often " + std::to_string(i), {{"seconds", 1}});
  wait_until("many have run", 60s, [&] { return scene.effects().size() >= 200; });
  for (const auto& effect : scene.effects()) {
    const auto nominal = std::chrono::floor<std::chrono::milliseconds>(effect.key.nominal).time_since_epoch().count();
    EXPECT_GE(effect.begun_ms, nominal) << effect.key.text();
  }
  for (const auto& run : scene.ledger()) {
    if (run.started_at == jobs::Instant()) continue;
    EXPECT_GE(run.started_at, run.key.nominal) << run.key.text();
  }
}

TEST(JobRuns, AreOrderedWithoutWaitingForTheNextLook) {
  Scene scene("60");
  const auto id = scene.create("seldom", {{"days", 1}, {"start_date", "2040-01-01 00:00:00"}});
  const auto ordered = [&](const std::string& service) { EXPECT_TRUE(scene.api().call(service, {{"id", id}}).ok()); };
  wait_until("the job is known", 20s, [&] {
    ordered("zato.scheduler.job.execute");
    return eventually(2s, [&] { return !scene.effects(id).empty(); });
  });
  const auto before = scene.effects(id).size();
  ordered("zato.scheduler.job.execute");
  wait_until("the order is carried out", 20s, [&] { return scene.effects(id).size() > before; });
}

struct Overlaps {
  std::size_t runs = 0;
  int at_once = 0;
};
Overlaps overlaps(const std::vector<Effect>& effects) {
  Overlaps out{.runs = effects.size()};
  for (const auto& one : effects) {
    int beside = 0;
    for (const auto& other : effects) beside += other.begun_ms <= one.begun_ms && one.begun_ms < other.ended_ms;
    out.at_once = std::max(out.at_once, beside);
  }
  return out;
}

TEST(JobRuns, KeepThePoliciesForOverlaps) {
  Scene scene;
  const auto job = [&](const std::string& overlap) {
    return scene.create(overlap, {{"seconds", 1}, {"overlap", overlap}, {"missed_runs", "all"}}, 2500);
  };
  const auto allow = job("allow"), skip = job("skip"), queue = job("queue");
  wait_until("the slowest has run four times", 60s, [&] { return scene.effects(queue).size() >= 4; });
  scene.pause_all();
  wait_until(
      "what waits runs in turn", 120s, [&] { return scene.unfinished() == 0; }, [&] { return scene.told(); });

  EXPECT_GE(overlaps(scene.effects(allow)).at_once, 2);
  EXPECT_EQ(scene.states(allow).size(), 1u) << "all are ok";

  EXPECT_EQ(overlaps(scene.effects(skip)).at_once, 1);
  auto skipped = scene.states(skip);
  EXPECT_GE(skipped["skipped"], 4);
  EXPECT_GE(skipped["ok"], 2);

  EXPECT_EQ(overlaps(scene.effects(queue)).at_once, 1);
  EXPECT_EQ(scene.states(queue).size(), 1u) << "none is left out";
  const auto in_turn = scene.effects(queue);
  for (std::size_t i = 1; i < in_turn.size(); ++i) EXPECT_LT(in_turn[i - 1].key, in_turn[i].key);
  for (const auto& effect : in_turn) EXPECT_EQ(effect.channel, "scheduler");
}

TEST(JobRuns, KeepThePoliciesForMissedRuns) {
  Scene scene;
  std::map<std::string, schema::Id> ids;
  for (const std::string missed : {"skip", "once", "all"}) {
    ids[missed] = scene.create(missed, {{"seconds", 1}, {"missed_runs", missed}});
  }
  wait_until("all run", 20s, [&] { return scene.effects(ids["all"]).size() >= 3; });
  scene.scheduler_command("stop");
  std::map<std::string, std::size_t> before;
  for (const auto& [missed, id] : ids) before[missed] = scene.ledger(id).size();
  let_last(8s);
  scene.scheduler_command("start");
  wait_until("all run again", 20s, [&] { return scene.effects(ids["skip"]).size() >= before["skip"] + 4; });
  scene.pause_all();
  wait_until(
      "all has run", 30s, [&] { return scene.unfinished() == 0; }, [&] { return scene.told(); });

  const auto left_out = [&](const std::string& missed) {
    std::set<jobs::Instant> times;
    for (const auto& effect : scene.effects(ids[missed])) times.insert(effect.key.nominal);
    EXPECT_EQ(times.size(), scene.effects(ids[missed]).size()) << "none runs twice";
    const auto span = std::chrono::duration_cast<std::chrono::seconds>(*times.rbegin() - *times.begin()).count();
    return span + 1 - static_cast<long>(times.size());
  };
  EXPECT_EQ(left_out("all"), 0);
  EXPECT_GE(left_out("skip"), 4);
  EXPECT_GE(left_out("once"), 4);
  const auto latest_ms = [&](const std::string& missed) {
    long long most = 0;
    for (const auto& effect : scene.effects(ids[missed])) {
      const auto nominal = std::chrono::duration_cast<Millis>(effect.key.nominal.time_since_epoch()).count();
      most = std::max(most, effect.begun_ms - nominal);
    }
    return most;
  };
  EXPECT_GE(latest_ms("all"), 6000);
  EXPECT_LE(latest_ms("skip"), 4000) << "what is later than the grace time is missed";
  EXPECT_LE(latest_ms("once"), 4000) << "the latest of those that were missed stands for all";
}

}  // namespace
}  // namespace zato::test
