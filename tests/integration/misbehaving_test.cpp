// A service that crashes, loops for ever or wants all memory hurts its own requests only: its worker is replaced where that must be,
// the sibling goes on, and the log names the service and the call. The services are in misbehaving/.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <future>

#include "support/admin_api.hpp"
#include "support/cluster.hpp"
#include "support/proc.hpp"
#include "support/wait.hpp"

namespace zato::test {
namespace {

using testing::AnyOf;
using testing::ContainsRegex;
using testing::HasSubstr;

constexpr Millis kTimeout = 2s;  // of a worker whose loop does not move

class Misbehaving : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster_ = new Cluster({.servers = 1, .workers = 2,
                            .environment = {{"ZATO_MAIN__WORKER_TIMEOUT", "2"}, {"ZATO_MAIN__WORKER_MEMORY_LIMIT", "300"}},
                            .start = false});
    const auto current = cluster_->component("server1") / "work/hot-deploy/current";
    std::filesystem::copy(ZATO_TEST_MISBEHAVING_MODULE, current / "misbehaving.so");
    std::filesystem::copy(ZATO_TEST_MISBEHAVING_PYTHON, current / "misbehaving.py");
    cluster_->start();
    api_ = new AdminApi(*cluster_);
  }
  static void TearDownTestSuite() {
    delete api_;
    delete cluster_;
    api_ = nullptr;
    cluster_ = nullptr;
  }

  void SetUp() override {
    wait_until("both workers serve", 30s, [] { return cluster_->workers(1).size() == 2 && api_->workers().size() == 2 && api_->converged(); });
    workers_ = cluster_->workers(1);
    log_size_ = cluster_->server_log(1).size();
  }

  static int call(const std::string& service, Millis timeout = 20s) { return api_->call(service, nlohmann::json::object(), 1, timeout).status; }
  // A connection that the dying worker had just accepted is lost with it; clients and balancers try again.
  static bool pings() {
    for (int tries = 0; tries < 3; ++tries) {
      try {
        return is_ping_answer(get(cluster_->server(1), "/zato/ping"));
      } catch (const HttpError&) {
      }
    }
    return false;
  }
  std::string new_log() const { return cluster_->server_log(1).substr(log_size_); }

  // One of the workers from before the test has ended, and another one has taken its place.
  bool one_was_replaced() const {
    const auto now = cluster_->workers(1);
    return now.size() == 2 && std::ranges::count_if(workers_, [](pid_t pid) { return alive(pid); }) == 1;
  }
  bool none_was_replaced() const { return cluster_->workers(1) == workers_; }

  // Its own request is lost, and nothing else.
  void expect_only_itself_hurt(const std::string& service, Millis within) {
    auto lost = std::async(std::launch::async, [&] { return call(service); });
    wait_until("a worker is replaced", within + 10s, [&] {
      EXPECT_TRUE(pings()) << "the sibling answers all the while";
      return one_was_replaced();
    });
    EXPECT_THAT(lost.get(), AnyOf(0, 502, 503)) << service;
    wait_until("the log names the culprit", 5s, [&] { return new_log().find("was running service " + service + " (K") != std::string::npos; });
    EXPECT_EQ(call("misbehaving.decent"), 200);
    EXPECT_EQ(call("misbehaving.python-decent"), 200);
  }

  static Cluster* cluster_;
  static AdminApi* api_;
  std::vector<pid_t> workers_;
  std::size_t log_size_ = 0;
};

Cluster* Misbehaving::cluster_ = nullptr;
AdminApi* Misbehaving::api_ = nullptr;

TEST_F(Misbehaving, AServiceThatCrashesIsNamedWithItsCallAndItsStack) {
  expect_only_itself_hurt("misbehaving.crash", 1s);
  EXPECT_THAT(new_log(), ContainsRegex("was running service misbehaving.crash \\(K[0-9]+\\) on the event loop"));
  EXPECT_THAT(new_log(), HasSubstr("stack #0 "));
  EXPECT_THAT(new_log(), HasSubstr("misbehaving.so"));
}

TEST_F(Misbehaving, AServiceThatCrashesOnAThreadIsNamed) {
  expect_only_itself_hurt("misbehaving.crash-on-a-thread", 1s);
  EXPECT_THAT(new_log(), HasSubstr("on a thread"));
}

TEST_F(Misbehaving, AServiceThatAbortsIsNamed) { expect_only_itself_hurt("misbehaving.abort", 1s); }

TEST_F(Misbehaving, AServiceThatRecursesForEverIsNamed) { expect_only_itself_hurt("misbehaving.recurse", 1s); }

TEST_F(Misbehaving, APythonServiceThatCrashesIsNamedWithItsTraceback) {
  expect_only_itself_hurt("misbehaving.python-crash", 1s);
  EXPECT_THAT(new_log(), ContainsRegex("misbehaving.py\", line 11 in handle"));
}

TEST_F(Misbehaving, AServiceThatKeepsTheLoopIsKilledAndNamed) {
  expect_only_itself_hurt("misbehaving.spin", kTimeout);
  EXPECT_THAT(new_log(), HasSubstr("service misbehaving.spin has kept the event loop busy"));
}

TEST_F(Misbehaving, APythonServiceThatKeepsPythonIsKilledAndNamed) { expect_only_itself_hurt("misbehaving.python-spin", kTimeout + 4s); }

TEST_F(Misbehaving, AServiceThatLoopsOnAThreadGets504AndItsWorkerIsReplacedGracefully) {
  EXPECT_EQ(call("misbehaving.spin-on-a-thread"), 504);
  EXPECT_TRUE(none_was_replaced());
  wait_until("a new worker takes over", kTimeout + 20s, [&] {
    EXPECT_TRUE(pings());
    return new_log().find("is replaced, as it asks: service misbehaving.spin-on-a-thread (K") != std::string::npos;
  });
  wait_until("the old one is gone", 60s, [&] { return one_was_replaced(); });
}

TEST_F(Misbehaving, AServiceThatWantsAllMemoryDoesNotGetIt) {
  for (const char* service : {"misbehaving.hog", "misbehaving.hog-on-a-thread", "misbehaving.python-hog"}) {
    const auto before = cluster_->workers(1);
    const int status = call(service);
    // Whoever asked for memory in that very moment may be another one: then the worker ends.
    EXPECT_THAT(status, AnyOf(500, 0)) << service;
    wait_until("both workers are there", 20s, [&] { return cluster_->workers(1).size() == 2; });
    EXPECT_TRUE(status != 500 || cluster_->workers(1) == before) << service;
    EXPECT_TRUE(pings());
    EXPECT_EQ(call("misbehaving.decent"), 200);
  }
  EXPECT_THAT(new_log(), AnyOf(HasSubstr("bad_alloc"), HasSubstr("more than its limit")));
}

TEST_F(Misbehaving, AWorkerThatLeaksIsReplacedBeforeItIsFull) {
  wait_until("a worker is replaced", 60s, [&] {
    EXPECT_THAT(call("misbehaving.leak"), AnyOf(200, 500));
    return new_log().find("is replaced, as it asks: it uses") != std::string::npos;
  });
  EXPECT_EQ(call("misbehaving.decent"), 200);
  wait_until("the old one is gone", 30s, [&] { return std::ranges::any_of(workers_, [](pid_t pid) { return !alive(pid); }); });
}

}  // namespace
}  // namespace zato::test
