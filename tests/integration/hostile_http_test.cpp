// Malformed and ambiguous requests against a server itself and through the load balancer: refused or cut, never a hang,
// never a crash, and what hides in a body is never served.
#include <gmock/gmock.h>

#include <regex>

#include "integration/hostile_requests.hpp"
#include "support/cluster.hpp"

namespace zato::test {
namespace {

using testing::AnyOf;
using testing::Eq;

class HostileHttp : public testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = new Cluster({.servers = 1}); }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }

  struct Outcome {
    int answers = 0;
    int first_status = 0;
    bool closed = false;
    std::string text;
  };

  // `silence`: how long nothing more may come before the connection counts as kept open.
  static Outcome send(const Endpoint& endpoint, const std::string& bytes, Millis silence = 3s) {
    Connection connection(endpoint);
    Outcome outcome;
    try {
      connection.send(bytes);
    } catch (const HttpError&) {
      // Cut while still sending: what it had to say may be readable all the same.
    }
    outcome.text = connection.read_rest(silence, outcome.closed);
    static const std::regex status_line(R"(HTTP/1\.[01] (\d{3}) )");
    for (std::sregex_iterator it(outcome.text.begin(), outcome.text.end(), status_line), end; it != end; ++it) {
      if (outcome.answers++ == 0) outcome.first_status = std::stoi((*it)[1]);
    }
    return outcome;
  }

  static int canaries_served() { return cluster_->requests_logged(1, "canary"); }

  static Cluster* cluster_;
};

Cluster* HostileHttp::cluster_ = nullptr;

TEST_F(HostileHttp, EveryRuleIsKeptByTheServerItself) {
  for (const HostileRequest& request : hostile_requests()) {
    SCOPED_TRACE(request.rule);
    const Outcome outcome = send(cluster_->server(1), request.bytes);
    EXPECT_TRUE(outcome.closed) << "the connection stays open: " << outcome.text;
    EXPECT_LE(outcome.answers, 1) << outcome.text;
    if (outcome.answers > 0) {
      EXPECT_THAT(outcome.first_status, AnyOf(Eq(400), Eq(405), Eq(413), Eq(414), Eq(417), Eq(431), Eq(501), Eq(505)))
          << outcome.text;
    }
    EXPECT_EQ(canaries_served(), 0);
  }
  EXPECT_TRUE(is_ping_answer(get(cluster_->server(1), "/zato/ping")));
}

TEST_F(HostileHttp, NothingIsSmuggledThroughTheLoadBalancer) {
  for (const HostileRequest& request : hostile_requests()) {
    SCOPED_TRACE(request.rule);
    const Outcome outcome = send(cluster_->load_balancer(), request.bytes, 200ms);
    EXPECT_LE(outcome.answers, 2) << outcome.text;
  }
  EXPECT_TRUE(is_ping_answer(get(cluster_->load_balancer(), "/zato/ping")));
}

TEST_F(HostileHttp, OddButValidRequestsAreServed) {
  for (const HostileRequest& request : odd_but_valid_requests()) {
    SCOPED_TRACE(request.rule);
    Connection connection(cluster_->server(1));
    connection.send(request.bytes);
    EXPECT_EQ(connection.read_response().status, 200);
  }
}

TEST_F(HostileHttp, PipelinedRequestsAreAnsweredInOrder) {
  Connection connection(cluster_->server(1));
  std::string bytes;
  for (int i = 0; i < 50; ++i)
    bytes += i % 2 == 0 ? serialize({.target = "/zato/ping"}) : serialize({.target = "/no/such/path"});
  connection.send(bytes);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(connection.read_response().status, i % 2 == 0 ? 200 : 404) << i;
}

TEST_F(HostileHttp, HeadHasNoBodyAndExpectIsAnswered) {
  Connection connection(cluster_->server(1));
  connection.send("POST /zato/ping HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  // The body is sent only after the interim answer: read_response() reads on after 100.
  bool closed = false;
  const std::string interim = connection.read_rest(300ms, closed);
  EXPECT_TRUE(interim.starts_with("HTTP/1.1 100 ")) << interim;
  connection.send("{}");
  EXPECT_EQ(connection.read_response().status, 200);
}

TEST_F(HostileHttp, BodiesOverTheLimitAreRefusedBeforeTheyAreRead) {
  const std::string announced = "POST /zato/ping HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n";
  const Outcome by_length = send(cluster_->server(1), announced);
  EXPECT_EQ(by_length.first_status, 413);
  EXPECT_TRUE(by_length.closed);

  std::string chunked = "POST /zato/ping HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 11; ++i) chunked += "100000\r\n" + std::string(0x100000, 'a') + "\r\n";
  const Outcome by_chunks = send(cluster_->server(1), chunked);
  EXPECT_LE(by_chunks.answers, 1);
  EXPECT_TRUE(by_chunks.answers == 0 || by_chunks.first_status == 413) << by_chunks.text;
  EXPECT_TRUE(by_chunks.closed);
}

}  // namespace
}  // namespace zato::test
