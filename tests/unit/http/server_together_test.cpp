// Answers of several connections that are ready at the same time are kept and sent in a row.
#include "unit/http/server_fixture.hpp"

namespace zato::http {
namespace {

using testing::EndsWith;

const std::string kGet = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(ServerTest, AllOfManyConnectionsAreAnswered) {
  with_server(quick_options(), [&] {
    std::vector<Peer> clients;
    for (int i = 0; i < 100; ++i) clients.push_back(connect());
    for (int round = 0; round < 10; ++round) {
      for (auto& client : clients) client.send(kGet);
      for (auto& client : clients) EXPECT_THAT(client.response(), EndsWith("GET /a "));
    }
  });
}

TEST_F(ServerTest, AnAnswerDoesNotWaitForManySlowOnes) {
  std::vector<Peer> clients;
  int served = 0;
  bool first_had_come = false;
  handler_ = [&](Request& request, Response& response) {
    if (++served == 3) first_had_come = clients.front().has_bytes();
    const auto end = base::Monotonic::now() + 5ms;
    while (base::Monotonic::now() < end) continue;
    answer(request, response);
  };
  with_server(quick_options(), [&] {
    for (int i = 0; i < 5; ++i) clients.push_back(connect());
    for (auto& client : clients) client.send(kGet);
    for (auto& client : clients) EXPECT_THAT(client.response(), EndsWith("GET /a "));
    EXPECT_TRUE(first_had_come);
    clients.clear();
  });
}

TEST_F(ServerTest, ConnectionsEndWhileTheirAnswersWait) {
  handler_ = [&](Request& request, Response& response) {
    answer(request, response);
    if (request.path == "/end") server_.reset();
  };
  with_server(quick_options(), [&] {
    auto first = connect(), second = connect();
    first.send(kGet);
    second.send("GET /end HTTP/1.1\r\nHost: x\r\n\r\n");
    first.rest();
    EXPECT_EQ(second.rest(), "");
  });
}

TEST_F(ServerTest, ClientsHangUpWhileTheirAnswersWait) {
  with_server(quick_options(), [&] {
    auto first = connect(), second = connect();
    for (auto* client : {&first, &second}) {
      client->send(kGet);
      client->hang_up();
    }
    wait_until([&] { return server_->status().connections == 0; });
  });
}

}  // namespace
}  // namespace zato::http
