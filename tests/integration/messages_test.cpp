// Asynchronous invocations in a real cluster, in C++ and in Python: nothing is lost while processes are killed, poison
// does no harm to others, reloads cut nothing, callbacks in all their forms, and what an operator sees. The services
// are in messages/services/.
#include <gmock/gmock.h>
#include <signal.h>

#include <atomic>
#include <fstream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <thread>

#include "integration/profile.hpp"
#include "support/cluster.hpp"
#include "support/postgres.hpp"
#include "support/proc.hpp"
#include "support/redis.hpp"
#include "support/temp_dir.hpp"

namespace zato::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::UnorderedElementsAreArray;

// A cluster with the services and a directory for their effects.
class Scene {
 public:
  struct With {
    bool outbox = false;
    const Postgres* odb = nullptr;  // instead of SQLite
  };
  explicit Scene(int servers = 2) : Scene(servers, With{}) {}
  Scene(int servers, With with) : cluster_(options(servers, with)) {
    for (int server = 1; server <= servers; ++server) {
      const auto directory = cluster_.component("server" + std::to_string(server)) / "work/hot-deploy/current";
      std::filesystem::copy(ZATO_TEST_MESSAGE_SERVICES "/later.py", directory / "later.py");
      std::filesystem::copy(ZATO_TEST_MESSAGE_MODULE, directory / "effects.so");
    }
    cluster_.start();
    for (const char* service : {"effects.start", "later.start", "later.look", "later.usual", "later.ask"})
      channel(service);
    for (int server = 1; server <= servers; ++server) {
      wait_until("the channels are there", 10s,
                 [&] { return post(cluster_.server(server), "/later.usual", "").status != 404; });
    }
    wait_until("all is quiet", 10s, [&] { return stats().at("pending") == 0; });
  }

  Cluster& cluster() { return cluster_; }
  const std::filesystem::path& effects() const { return effects_; }

  json call(const std::string& service, const json& input, int server = 1) {
    const auto response = post(cluster_.server(server), "/" + service, input.dump());
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body, nullptr, false);
  }
  json start(const Endpoint& where, const std::string& service, const std::vector<int>& ids,
             const std::string& how = "", bool keyed = false) {
    const json input{
        {"service", service}, {"directory", effects_.string()}, {"ids", ids}, {"how", how}, {"keyed", keyed}};
    const auto response = post(where, "/effects.start", input.dump());
    if (response.status != 200) throw HttpError("status " + std::to_string(response.status));
    return json::parse(response.body);
  }
  json messages(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "messages");
    arguments.insert(arguments.end(), {"--path", cluster_.root().string(), "-o", "json"});
    const auto finished = cluster_.zato(arguments);
    return finished.exit_code == 0 ? json::parse(finished.out) : json{{"error", finished.err + finished.out}};
  }
  json stats() { return messages({"stats"}); }
  std::string redis_password() const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(cluster_.root() / "broker")) {
      if (entry.path().filename() != "redis.conf") continue;
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);) {
        if (line.starts_with("requirepass ")) return json::parse(line.substr(12), nullptr, false).get<std::string>();
      }
    }
    return "";
  }
  bool quiet() {
    const auto now = stats();
    return now.value("pending", -1) == 0;
  }

  // How often each id without a key had its effect, and which of those with one had theirs.
  std::map<int, int> lines() const {
    std::map<int, int> counts;
    std::ifstream file(effects_ / "lines");
    for (int id = 0; file >> id;) ++counts[id];
    return counts;
  }
  std::set<int> keys() const {
    std::set<int> found;
    for (const auto& entry : std::filesystem::directory_iterator(effects_)) {
      const auto name = entry.path().filename().string();
      if (name.starts_with("effect-")) found.insert(std::stoi(name.substr(7)));
    }
    return found;
  }

 private:
  static ClusterOptions options(int servers, With with) {
    return {.servers = servers,
            .workers = 1,
            .create_arguments = with.odb ? postgres_arguments(*with.odb) : std::vector<std::string>(),
            .environment = {{"ZATO_MAIN__GUNICORN_TIMEOUT", "2"},
                            {"ZATO_MESSAGES__OUTBOX", with.outbox ? "True" : "False"},
                            {"ZATO_MESSAGES__RETRY_DELAY", "0.05"},
                            {"ZATO_MESSAGES__VISIBILITY_TIMEOUT", "3"}},
            .start = false};
  }
  void channel(const std::string& service) {
    const json input{{"name", service},           {"connection", "channel"}, {"transport", "plain_http"},
                     {"url_path", "/" + service}, {"service", service},      {"data_format", "json"}};
    const auto created = cluster_.zato(
        {"service", "invoke", cluster_.component("server1"), "zato.http-soap.create", "--payload", input.dump()});
    ASSERT_EQ(created.exit_code, 0) << created.out << created.err;
  }

  Cluster cluster_;
  TempDir directory_;
  std::filesystem::path effects_ = directory_.path();
};

// Clients that start invocations until enough are accepted; ids with a key are tried again until they are.
class Flow {
 public:
  Flow(Scene& scene, int wanted) : scene_(scene), wanted_(wanted) {
    for (int i = 0; i < 12; ++i) threads_.emplace_back([this, i] { run(i % 3); });
  }
  void wait() {
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }
  int accepted() const { return static_cast<int>(accepted_count_); }

  std::set<int> accepted_ids, unsure_ids, keyed_ids;

 private:
  void run(int number) {
    const bool keyed = number == 0;
    const std::string service = number == 1 ? "later.effect" : "effects.effect";
    std::vector<int> ids;
    while (accepted_count_ < wanted_) {
      if (ids.empty()) {
        for (int i = 0; i < 20; ++i) ids.push_back(next_++);
      }
      json answer{{"accepted", json::array()}, {"unsure", ids}};
      try {
        answer = scene_.start(scene_.cluster().load_balancer(), service, ids, "", keyed);
      } catch (const std::exception&) {  // the server died, or the load balancer has none
        let_last(20ms);
      }
      const std::lock_guard lock(mutex_);
      for (const int id : answer.at("accepted")) (keyed ? keyed_ids : accepted_ids).insert(id);
      accepted_count_ += static_cast<int>(answer.at("accepted").size());
      ids = keyed ? answer.at("unsure").get<std::vector<int>>() : std::vector<int>();
      if (!keyed) {
        for (const int id : answer.at("unsure")) unsure_ids.insert(id);
      }
    }
  }

  Scene& scene_;
  const int wanted_;
  std::atomic<int> next_{0}, accepted_count_{0};
  std::mutex mutex_;
  std::vector<std::thread> threads_;
};

// A number of the heavy scenarios that a run may choose: their size, or the seed of one that failed.
template <class T>
T chosen(const char* variable, T usual) {
  const char* text = std::getenv(variable);
  return text == nullptr ? usual : static_cast<T>(std::stoll(text));
}

// Any process of the cluster; 0 where it is just not there.
pid_t victim_among(const Cluster& cluster, std::mt19937& random) {
  const int server = static_cast<int>(random() % 2) + 1;
  switch (random() % 8) {
    case 0:
    case 1:
      return cluster.redis();
    case 2:
      return cluster.parent(server);
    case 3:
      return cluster.keeper(server);
    case 4:
      return random() % 2 == 0 ? cluster.load_balancer_agent() : cluster.haproxy_master();
    default:
      const auto workers = cluster.workers(server);
      return workers.empty() ? 0 : workers.front();
  }
}

// ZATO_TEST_MESSAGES, ZATO_TEST_KILLS and ZATO_TEST_SEED make it smaller, or the same again.
TEST(Messages, NoneIsLostWhileProcessesAreKilled) {
  Scene scene;
  const auto seed = chosen("ZATO_TEST_SEED", std::random_device()());
  std::cout << "seed " << seed << "\n";
  RecordProperty("seed", std::to_string(seed));
  std::mt19937 random(seed);
  auto& cluster = scene.cluster();
  const int wanted = chosen("ZATO_TEST_MESSAGES", by_profile(50'000, 1'000'000));
  const int most = chosen("ZATO_TEST_KILLS", by_profile(10, 100));
  const auto started = Clock::now();
  Flow flow(scene, wanted);
  int kills = 0;
  while (kills < most && flow.accepted() < wanted) {
    const int enough = wanted / (most + 1) * (kills + 1);
    wait_until("messages flow", 120s, [&] { return flow.accepted() >= enough; });
    const pid_t victim = victim_among(cluster, random);
    if (victim > 0) {
      send_signal(victim, SIGKILL);
      ++kills;
    }
  }
  flow.wait();
  wait_until(
      "all is done", 120s, [&] { return scene.quiet(); }, [&] { return scene.stats().dump(); });
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - started);

  const auto lines = scene.lines();
  int lost = 0, duplicates = 0;
  for (const int id : flow.accepted_ids) lost += !lines.contains(id);
  for (const auto& [id, count] : lines) {
    duplicates += count - 1;
    EXPECT_TRUE(flow.accepted_ids.contains(id) || flow.unsure_ids.contains(id)) << id << " was never asked for";
  }
  const auto keys = scene.keys();
  for (const int id : flow.keyed_ids) lost += !keys.contains(id);
  EXPECT_EQ(lost, 0) << "seed " << seed;
  EXPECT_LE(duplicates, kills * 2 * 64) << "more than were in flight, seed " << seed;
  const auto books = scene.stats();
  EXPECT_TRUE(books.at("is_balanced")) << books;
  EXPECT_EQ(books.at("dead"), 0) << books;
  std::cout << flow.accepted() << " accepted, " << kills << " kills, " << lost << " lost, " << duplicates
            << " ran twice without a key, in " << seconds.count() << " s; " << books.dump() << "\n";
}

class MessagesInAnOutbox : public testing::TestWithParam<std::string> {
 protected:
  MessagesInAnOutbox() : postgres_(GetParam() == "postgresql" ? std::make_unique<Postgres>() : nullptr) {}

  std::unique_ptr<Postgres> postgres_;
};
INSTANTIATE_TEST_SUITE_P(Odb, MessagesInAnOutbox, testing::Values("sqlite", "postgresql"),
                         [](const auto& engine) { return engine.param; });

TEST_P(MessagesInAnOutbox, AreNotLostWithTheDataOfRedis) {
  if (postgres_) postgres_->create_database("zato_test");
  Scene scene(2, {.outbox = true, .odb = postgres_.get()});
  const auto seed = chosen("ZATO_TEST_SEED", std::random_device()());
  std::cout << "seed " << seed << "\n";
  std::mt19937 random(seed);
  const int wanted = by_profile(5000, 50'000);
  const int most = by_profile(3, 20);
  Flow flow(scene, wanted);
  for (int losses = 0; losses < most; ++losses) {
    const int enough = wanted / (most + 1) * (losses + 1);
    wait_until("messages flow", 60s, [&] { return flow.accepted() >= enough; });
    EXPECT_EQ(redis_command(scene.cluster().redis_port(), scene.redis_password(), {"FLUSHALL"}), "OK");
    const auto workers = scene.cluster().workers(static_cast<int>(random() % 2) + 1);
    if (!workers.empty() && losses % 2 == 1) send_signal(workers.front(), SIGKILL);
    wait_until("it is noticed", 10s, [&] { return scene.stats().value("losses", 0) > 0; });
  }
  flow.wait();
  const auto lost = [&] {
    const auto lines = scene.lines();
    const auto keys = scene.keys();
    return std::ranges::count_if(flow.accepted_ids, [&](int id) { return !lines.contains(id); }) +
           std::ranges::count_if(flow.keyed_ids, [&](int id) { return !keys.contains(id); });
  };
  wait_until(
      "none is lost", 60s, [&] { return lost() == 0; }, [&] { return std::to_string(lost()); });
  wait_until(
      "all is done", 60s, [&] { return scene.quiet(); }, [&] { return scene.stats().dump(); });
  int twice = 0;
  for (const auto& [id, count] : scene.lines()) twice += count - 1;
  const auto books = scene.stats();
  EXPECT_TRUE(books.at("is_balanced")) << books;
  std::cout << flow.accepted() << " accepted, " << most << " times FLUSHALL, " << twice << " ran twice without a key, "
            << books.dump() << "\n";

  if (!postgres_) return;
  postgres_->pause();
  const auto started = Clock::now();
  EXPECT_EQ(post(scene.cluster().server(1), "/later.start", R"({"how": "everywhere"})").status, 503);
  EXPECT_LT(Clock::now() - started, 2s);
  postgres_->resume();
  wait_until("accepted again", 20s,
             [&] { return post(scene.cluster().server(1), "/later.start", R"({"how": "everywhere"})").status == 200; });
}

TEST(Messages, PoisonBecomesDeadLettersAndTheGoodAreAllDone) {
  Scene scene;
  const auto before = scene.stats().at("done").get<int>();
  std::vector<std::pair<std::string, std::string>> poison{
      {"effects.harm", "throw"}, {"later.harm", "throw"}, {"effects.harm", "crash"}, {"effects.harm", "spin"}};
  if (long_profile()) poison.insert(poison.end(), {{"later.harm", "crash"}});
  std::vector<int> wanted;
  const int each = 10'000 / static_cast<int>(poison.size());
  for (std::size_t i = 0; i < poison.size(); ++i) {
    // The one that crashes its server may take such a request with it: a key makes it the same invocation when it is
    // made again.
    const auto accept = [&](const std::string& service, std::vector<int> wanted_ids, const std::string& how) {
      wait_until("all are accepted", 20s, [&] {
        try {
          wanted_ids = scene.start(scene.cluster().load_balancer(), service, wanted_ids, how, true)
                           .at("unsure")
                           .get<std::vector<int>>();
        } catch (const std::exception&) {
        }
        return wanted_ids.empty();
      });
    };
    accept(poison[i].first, {1'000'000 + static_cast<int>(i)}, poison[i].second);
    for (int from = 0; from < each; from += 100) {
      std::vector<int> ids;
      for (int id = from; id < from + 100; ++id) ids.push_back(static_cast<int>(i) * each + id);
      wanted.insert(wanted.end(), ids.begin(), ids.end());
      accept(i % 2 == 0 ? "effects.effect" : "later.effect", ids, "");
    }
  }
  const auto letters = static_cast<int>(poison.size());
  wait_until(
      "all is done", 90s,
      [&] {
        const auto books = scene.stats();
        return books.value("dead", 0) == letters && books.value("pending", -1) == 0;
      },
      [&] { return scene.stats().dump(); });
  EXPECT_THAT(scene.keys(), UnorderedElementsAreArray(wanted));
  const auto books = scene.stats();
  EXPECT_EQ(books.at("done"), before + static_cast<int>(wanted.size()));
  EXPECT_TRUE(books.at("is_balanced")) << books;

  std::vector<std::string> reasons;
  for (const auto& letter : scene.messages({"list"})) reasons.push_back(letter.at("reason"));
  EXPECT_THAT(reasons, Contains(AllOf(HasSubstr("failed 5 times"), HasSubstr("runtime_error: harm was asked for"))));
  EXPECT_THAT(reasons, Contains(AllOf(HasSubstr("failed 5 times"), HasSubstr("ValueError: harm was asked for"))));
  EXPECT_THAT(reasons, Contains(HasSubstr("the process that ran it died")));

  const auto listed = scene.messages({"list", "--service", "later.harm"});
  ASSERT_FALSE(listed.empty());
  const auto id = listed.at(0).at("id").get<std::string>();
  const auto shown = scene.messages({"show", id});
  EXPECT_THAT(shown.value("payload", ""), HasSubstr("throw"));
  EXPECT_EQ(shown.value("caller", ""), "effects.start");
  EXPECT_EQ(scene.cluster().zato({"messages", "replay", id, "--path", scene.cluster().root()}).exit_code, 0);
  wait_until("it is dead again", 20s, [&] {
    const auto now = scene.messages({"list", "--service", "later.harm"});
    return now.is_array() && now.size() == listed.size() && now.at(0).at("id") != id;
  });
  EXPECT_EQ(scene.cluster()
                .zato({"messages", "delete", "--service", "later.harm", "--path", scene.cluster().root()})
                .exit_code,
            0);
  EXPECT_EQ(scene.messages({"list", "--service", "later.harm"}), json::array());
  EXPECT_TRUE(scene.stats().at("is_balanced")) << scene.stats();
  EXPECT_THAT(scene.messages({"show", id}).value("error", ""), HasSubstr("there is no message"));
}

TEST(Messages, ReloadsLoseNothingAndRepeatNothing) {
  Scene scene;
  Flow flow(scene, by_profile(1500, 20'000));
  for (int round = 0; round < by_profile(2, 10); ++round) {
    for (int server = 1; server <= 2; ++server) {
      const auto before = scene.cluster().workers(server);
      send_signal(scene.cluster().parent(server), SIGHUP);
      wait_until("new workers", 20s, [&] {
        const auto now = scene.cluster().workers(server);
        return now.size() == 1 && now != before;
      });
    }
  }
  flow.wait();
  wait_until(
      "all is done", 30s, [&] { return scene.quiet(); }, [&] { return scene.stats().dump(); });
  const auto lines = scene.lines();
  std::set<int> once;
  for (const auto& [id, count] : lines) {
    EXPECT_EQ(count, 1) << id;
    once.insert(id);
  }
  EXPECT_EQ(once, flow.accepted_ids);
  EXPECT_EQ(scene.keys(), flow.keyed_ids);
  EXPECT_EQ(flow.unsure_ids.size(), 0u);
  EXPECT_TRUE(scene.stats().at("is_balanced"));
}

TEST(Messages, PythonInvokesInAllOfZatosForms) {
  Scene scene(1);
  const auto wait_for = [&](std::size_t many) {
    json seen;
    wait_until(
        "services ran", 20s,
        [&] {
          seen = scene.call("later.look", json::object());
          return seen.size() >= many;
        },
        [&] { return seen.dump(); });
    return seen;
  };
  wait_for(2);  // the usual callback, of the first call that the scene made
  const auto cids = scene.call("later.start", {{"how", "forms"}});
  EXPECT_EQ(cids.size(), 8u);
  EXPECT_EQ(cids.at(6), cids.at(7)) << "the same key";
  const auto seen = wait_for(2 + 6 + 6 + 1);
  std::multiset<std::string> texts;
  for (const auto& one : seen) texts.insert(one.dump());
  const auto expect = [&](const json& what) { EXPECT_THAT(texts, Contains(what.dump())) << seen.dump(1); };
  const json a{{"a", 1}}, answer{{"answer", a}};
  expect({"target", "for the usual callback", "invoke-async", json::object(), true, 1});
  expect({"usual callback", "for the usual callback"});
  expect({"target", a, "invoke-async", {{"tenant", "x"}, {"number", 3}}, true, 1});
  expect({"callback", answer, "invoke-async-callback", true});
  expect({"self", answer});
  expect({"method", answer, "invoke-async-callback", true});
  expect({"bare", answer});
  expect({"function", answer});
  expect({"target", "text", "invoke-async", json::object(), true, 1});
  expect({"target", R"({"a": "text"})", "invoke-async", json::object(), true, 1});
  expect({"target", R"({"b":[1]})", "invoke-async", json::object(), true, 1});
  expect({"callback", {{"c", 2}}, "invoke-async-callback", true});
  expect({"target", "once", "invoke-async", json::object(), true, 1});
  EXPECT_EQ(texts.count(json({"callback", answer, "invoke-async-callback", true}).dump()), 2u);

  const auto errors = scene.call("later.start", {{"how", "errors"}});
  for (const auto& error : errors) EXPECT_THAT(error.get<std::string>(), testing::StartsWith("KeyError")) << errors;
  EXPECT_EQ(scene.stats().at("duplicates"), 1);

  const auto cli = scene.cluster().zato({"service", "invoke", scene.cluster().component("server1"), "later.target",
                                         "--payload", R"({"from": "outside"})", "--async"});
  EXPECT_THAT(cli.out, testing::StartsWith("K")) << cli.err;
  const auto more = wait_for(seen.size() + 1);
  EXPECT_THAT(more.dump(), HasSubstr(R"({"from":"outside"})"));
  EXPECT_THAT(get(scene.cluster().server(1), "/metrics").body, HasSubstr("zato_messages_events_total{event=\"done\"}"));
}

TEST(Messages, OneForEveryServerRunsOnceOnEach) {
  Scene scene;
  scene.call("later.start", {{"how", "everywhere"}});
  for (int server = 1; server <= 2; ++server) {
    wait_until("it ran there", 10s, [&] {
      return scene.call("later.look", json::object(), server).dump().find("everywhere") != std::string::npos;
    });
  }
  wait_until("all is done", 10s, [&] { return scene.quiet(); });
}

TEST(Messages, ANamedServerAnswersAndSoDoAll) {
  Scene scene;
  const auto answers = scene.call("later.ask", {{"how", "one"}});
  ASSERT_EQ(answers.size(), 8u) << answers;
  EXPECT_EQ(answers.at(0), json({{"server", "server2"}, {"channel", "invoke"}, {"got", {{"a", 1}}}}));
  EXPECT_EQ(answers.at(1), "server1");
  EXPECT_EQ(answers.at(2).at("server"), "server2");
  EXPECT_THAT(answers.at(3).get<std::string>(), HasSubstr("later.who@server2"));
  EXPECT_THAT(answers.at(4).get<std::string>(), AllOf(HasSubstr("BadRequest"), HasSubstr("that is not possible")));
  EXPECT_THAT(answers.at(5).get<std::string>(), HasSubstr("no.such does not exist"));
  EXPECT_THAT(answers.at(6).get<std::string>(), HasSubstr("there is no server `server3`"));
  EXPECT_THAT(answers.at(7).get<std::string>(), HasSubstr("Forbidden")) << "it runs on behalf of nobody";
  const auto all = scene.call("later.ask", {{"how", "all"}});
  EXPECT_EQ(all.at(0), true) << all;
  EXPECT_THAT(all.at(1), testing::UnorderedElementsAre(json("server1"), json("server2")));

  for (const pid_t worker : scene.cluster().workers(2)) send_signal(worker, SIGSTOP);
  const auto some = scene.call("later.ask", {{"how", "all"}, {"timeout", 0.5}});
  EXPECT_EQ(some.at(0), false) << some;
  EXPECT_EQ(some.at(1), json({"server1"}));
  EXPECT_THAT(some.at(2).at("server2").get<std::string>(), HasSubstr("did not answer in time"));
  wait_until("all is done or expired", 20s, [&] { return scene.quiet(); });
}

TEST(Messages, AnEffectInADatabaseHappensOnceWheneverItsWorkerDies) {
  Scene scene(1);
  const auto database = (scene.effects() / "ledger.db").string();
  EXPECT_EQ(scene.call("later.start", {{"how", "ledger"}, {"database", database}}), true)
      << "whoever is invoked directly is the first";
  wait_until("all is done", 30s, [&] { return scene.quiet(); });
  const auto books = scene.call("later.start", {{"how", "books"}, {"database", database}});
  std::multiset<std::string> attempts = books.at("attempt");
  EXPECT_GE(attempts.count("before"), 2u);
  EXPECT_GE(attempts.count("after"), 2u);
  EXPECT_EQ(books.at("effect"), json({"after", "before", "never"}));
}

TEST(Messages, ARedisThatCannotKeepThemAnyMoreIsSeenAndRefused) {
  Scene scene(1);
  const auto server = scene.cluster().server(1);
  const auto set = [&](const std::string& value) {
    EXPECT_EQ(
        redis_command(scene.cluster().redis_port(), scene.redis_password(), {"CONFIG", "SET", "appendfsync", value}),
        "OK");
  };
  EXPECT_EQ(scene.stats().at("redis_problems"), json::array());
  set("everysec");
  std::string refusal;
  wait_until("it is refused", 5s, [&] {
    const auto response = post(server, "/later.start", R"({"how": "everywhere"})");
    refusal = response.body;
    return response.status == 503;
  });
  EXPECT_THAT(refusal, HasSubstr("appendfsync is everysec, not always"));
  EXPECT_THAT(scene.stats().at("redis_problems").dump(), HasSubstr("appendfsync is everysec"));
  wait_until("metrics tell", 5s,
             [&] { return get(server, "/metrics").body.find("zato_messages_redis_problems 1") != std::string::npos; });
  set("always");
  wait_until("accepted again", 5s,
             [&] { return post(server, "/later.start", R"({"how": "everywhere"})").status == 200; });
}

TEST(Messages, WithoutRedisTheAnswerIs503AndOtherServicesGoOn) {
  Scene scene(1);
  const auto server = scene.cluster().server(1);
  const pid_t redis = scene.cluster().redis();
  send_signal(redis, SIGSTOP);
  const auto started = Clock::now();
  const auto refused = post(server, "/later.start", R"({"how": "everywhere"})");
  EXPECT_EQ(refused.status, 503) << refused.body;
  EXPECT_LT(Clock::now() - started, 1500ms);
  EXPECT_TRUE(answers(server, "/zato/ping"));
  EXPECT_EQ(scene.call("effects.start", {{"service", "effects.effect"}, {"directory", "/"}, {"ids", {1}}}).at("unsure"),
            json({1}));
  send_signal(redis, SIGCONT);
  wait_until("accepted again", 5s,
             [&] { return post(server, "/later.start", R"({"how": "everywhere"})").status == 200; });
}

}  // namespace
}  // namespace zato::test
