// Statistics of services over two real servers, on the command line and through the admin API; limits that the configuration sets.
#include <gmock/gmock.h>

#include <future>

#include "support/admin_api.hpp"
#include "support/cluster.hpp"
#include "support/wait.hpp"

namespace zato::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Statistics : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster_ = new Cluster({.servers = 2});
    api_ = new AdminApi(*cluster_);
  }
  static void TearDownTestSuite() {
    delete api_;
    delete cluster_;
    api_ = nullptr;
    cluster_ = nullptr;
  }

  static std::string path(int server = 1) { return cluster_->component("server" + std::to_string(server)).string(); }

  static json stats(const std::string& service, int server = 1) {
    const auto shown = cluster_->zato({"service", "stats", service, "--path", path(server), "-o", "json"});
    return shown.exit_code == 0 ? json::parse(shown.out).at(0) : json::object();
  }
  static void edit(json input) {
    const auto edited = api_->call("zato.service.edit", input);
    ASSERT_TRUE(edited.ok()) << edited.body;
    wait_until("every worker has it in force", 10s, [] { return api_->converged(); });
  }

  static Cluster* cluster_;
  static AdminApi* api_;
};

Cluster* Statistics::cluster_ = nullptr;
AdminApi* Statistics::api_ = nullptr;

TEST_F(Statistics, CallsOfAllServersAreOneSum) {
  for (int i = 0; i < 30; ++i) post(cluster_->server(1), "/demo/echo", "a");
  for (int i = 0; i < 12; ++i) post(cluster_->server(2), "/demo/echo", "b");
  wait_until("both have told", 10s, [] { return stats("demo.echo").value("item_total_usage", 0) == 42; });
  const auto row = stats("demo.echo", 2);
  EXPECT_EQ(row["item_total_usage"], 42);
  EXPECT_EQ(row["item_errors"], 0);
  EXPECT_GT(row["item_p99"], 0);
  EXPECT_LE(row["item_min"], row["item_p50"]);
  EXPECT_LE(row["item_p99"], row["item_max"]);
  const auto listed = api_->call("zato.service.get-by-name", {{"name", "demo.echo"}});
  EXPECT_EQ(listed.body["usage"], 42);
}

TEST_F(Statistics, TheTableIsForPeople) {
  get(cluster_->server(1), "/demo/customer/1");
  get(cluster_->server(1), "/demo/customer/99");
  const auto shown = cluster_->zato({"service", "stats", "--path", path()});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("P99"));
  EXPECT_THAT(shown.out, testing::ContainsRegex("demo.customer +2 +1"));
  EXPECT_NE(cluster_->zato({"service", "stats", "no.such.service", "--path", path()}).exit_code, 0);
}

TEST_F(Statistics, MetricsHaveTheSameOfOneServer) {
  for (int i = 0; i < 5; ++i) get(cluster_->server(2), "/demo/customer/2");
  const auto metrics = get(cluster_->server(2), "/metrics").body;
  EXPECT_THAT(metrics, HasSubstr("zato_service_invocations_total{service=\"demo.customer\"} 5"));
  EXPECT_THAT(metrics, HasSubstr("zato_service_duration_seconds_count{service=\"demo.customer\"} 5"));
  EXPECT_THAT(metrics, HasSubstr("zato_service_last_duration_seconds"));
}

TEST_F(Statistics, SlowResponsesAreKeptWithTheirMessages) {
  edit({{"name", "demo.sleep"}, {"slow_threshold", 50}});
  get(cluster_->server(1), "/demo/sleep?ms=1");
  const auto slow = get(cluster_->server(2), "/demo/sleep?ms=80");
  ASSERT_EQ(slow.status, 200);
  const auto list = [] { return cluster_->zato({"service", "slow-responses", "demo.sleep", "--path", path(), "-o", "json"}); };
  wait_until("it is in Redis", 10s, [&] { return list().out.find("cid") != std::string::npos; });
  const auto rows = json::parse(list().out);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]["cid"], slow.header("X-Zato-CID"));
  EXPECT_EQ(rows[0]["server_name"], "server2");
  const auto one = cluster_->zato({"service", "slow-responses", "demo.sleep", "--cid", slow.header("X-Zato-CID"), "--path", path(), "-o", "json"});
  EXPECT_EQ(json::parse(one.out)["resp"], slow.body);
  EXPECT_EQ(stats("demo.sleep")["item_slow"], 1);
}

TEST_F(Statistics, SamplesAreTakenWhereConfiguredWithoutSecrets) {
  ASSERT_TRUE(api_->call("zato.service.configure-request-response", {{"name", "demo.invoke-other"}, {"sample_req_resp_freq", 1}}).ok());
  wait_until("every worker has it in force", 10s, [] { return api_->converged(); });
  post(cluster_->server(1), "/demo/invoke-other", R"({"password": "hunter2", "a": 1})");
  wait_until("it is in Redis", 10s, [] { return !api_->call("zato.service.get-request-response", {{"name", "demo.invoke-other"}}).body.value("sample_cid", "").empty(); });
  const auto sample = api_->call("zato.service.get-request-response", {{"name", "demo.invoke-other"}}).body;
  EXPECT_EQ(sample["sample_req"], R"({"password": "******", "a": 1})");
  EXPECT_THAT(sample["sample_resp"].get<std::string>(), testing::Not(HasSubstr("hunter2")));
}

TEST_F(Statistics, ALimitOfCallsAtATimeIsInForceAtOnceOnEveryServer) {
  const auto statuses_of_three = [](int server) {
    std::vector<std::future<Response>> calls;
    for (int i = 0; i < 3; ++i) calls.push_back(std::async(std::launch::async, [server] { return get(cluster_->server(server), "/demo/sleep?ms=700"); }));
    std::map<int, int> statuses;
    for (auto& call : calls) {
      const auto response = call.get();
      ++statuses[response.status];
      EXPECT_EQ(response.header("Retry-After"), response.status == 503 ? "1" : "");
    }
    return statuses;
  };
  EXPECT_EQ(statuses_of_three(1)[200], 3);
  edit({{"name", "demo.sleep"}, {"max_concurrent", 1}});
  EXPECT_EQ(statuses_of_three(1)[503], 2);
  EXPECT_EQ(statuses_of_three(2)[503], 2);
  edit({{"name", "demo.sleep"}, {"max_concurrent_wait", 10'000}});
  EXPECT_EQ(statuses_of_three(1)[200], 3);
  edit({{"name", "demo.sleep"}, {"max_concurrent", 0}, {"timeout", 100}});
  EXPECT_EQ(statuses_of_three(2)[504], 3);
  edit({{"name", "demo.sleep"}, {"timeout", 0}});
}

}  // namespace
}  // namespace zato::test
