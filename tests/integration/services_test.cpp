// The sample services through real channels: parameters, errors, invocation of one by another, thousands that wait at
// the same time in one worker, and one that computes without making the others wait.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "support/cluster.hpp"

namespace zato::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class Services : public testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = new Cluster({.servers = 1}); }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }
  static Endpoint server() { return cluster_->server(1); }

  static Cluster* cluster_;
};

Cluster* Services::cluster_ = nullptr;

TEST_F(Services, EchoReturnsWhatItWasSent) {
  const Response response =
      post(server(), "/demo/echo", R"({"a": [1, 2, "é"]})", {{"Content-Type", "application/json"}});
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.body, R"({"a": [1, 2, "é"]})");
  EXPECT_THAT(response.header("X-Zato-CID"), MatchesRegex("K[0-9]+"));
}

TEST_F(Services, PathAndQueryParametersReachTheService) {
  const Response all = get(server(), "/demo/customer/1");
  EXPECT_EQ(all.status, 200) << all.body;
  EXPECT_THAT(all.body, HasSubstr("Joan Doe"));
  const Response one = get(server(), "/demo/customer/2?fields=name");
  EXPECT_THAT(one.body, HasSubstr("Jan Kowalski"));
  EXPECT_THAT(one.body, testing::Not(HasSubstr("city")));
}

TEST_F(Services, ErrorsBecomeStatusesWithTheCid) {
  const Response missing = get(server(), "/demo/customer/99");
  EXPECT_EQ(missing.status, 404);
  EXPECT_THAT(missing.body, HasSubstr("Customer 99 does not exist"));
  EXPECT_THAT(missing.body, HasSubstr(missing.header("X-Zato-CID")));
  EXPECT_THAT(missing.body, HasSubstr("ZATO_ERROR"));
  EXPECT_EQ(get(server(), "/demo/customer/x").status, 400);
  EXPECT_EQ(get(server(), "/demo/customer/1?fields=nothing").status, 400);
}

TEST_F(Services, UnknownPathAndWrongCredentialsAreToldApart) {
  const Response unknown = get(server(), "/no/such/path");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.body, HasSubstr(unknown.header("X-Zato-CID")));
  const Response open = get(server(), "/zato/ping.plain_http.basic_auth");
  EXPECT_EQ(open.status, 401);
  EXPECT_THAT(open.header("WWW-Authenticate"), testing::StartsWith("Basic realm=\""));
  const Response wrong =
      get(server(), "/zato/ping.plain_http.basic_auth", {{"Authorization", basic_auth("pubapi", "wrong")}});
  EXPECT_EQ(wrong.status, 401);
}

TEST_F(Services, OneInvokesAnother) {
  const Response response = post(server(), "/demo/invoke-other", "hello");
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_THAT(response.body, HasSubstr("hello"));
  EXPECT_THAT(response.body, HasSubstr("demo.echo"));
}

TEST_F(Services, ComputingDoesNotMakeOthersWait) {
  Connection computing(server(), 60s);
  computing.send(serialize({.target = "/demo/cpu?limit=30000000"}));
  Connection other(server());
  Millis slowest{0};
  for (int i = 0; i < 200; ++i) {
    const auto start = Clock::now();
    ASSERT_EQ(other.request({.target = "/zato/ping"}).status, 200);
    slowest = std::max(slowest, std::chrono::duration_cast<Millis>(Clock::now() - start));
  }
  EXPECT_LT(slowest, 100ms * slowness());
  EXPECT_EQ(computing.read_response().body, "1857859\n");
}

TEST(ServicesInFlight, TenThousandWaitInOneWorker) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;  // inherited by the server
  ::setrlimit(RLIMIT_NOFILE, &files);
  const auto count = std::min<std::size_t>(10'000, files.rlim_max - 500);

  Cluster cluster({.servers = 1});
  // Each waits long enough for the last one to have arrived before the first one is done.
  std::vector<std::unique_ptr<Connection>> connections;
  for (std::size_t i = 0; i < count; ++i) {
    connections.push_back(std::make_unique<Connection>(cluster.server(1), 30s));
    connections.back()->send(serialize({.target = "/demo/sleep?ms=4000"}));
  }
  EXPECT_TRUE(is_ping_answer(get(cluster.server(1), "/zato/ping"))) << "a waiting service must not make others wait";
  std::size_t answered = 0;
  for (auto& connection : connections) answered += connection->read_response().status == 200;
  EXPECT_EQ(answered, count);
}

}  // namespace
}  // namespace zato::test
