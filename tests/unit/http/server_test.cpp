#include "http/server.hpp"

#include "unit/http/server_fixture.hpp"

namespace zato::http {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

std::string get(const std::string& path, const std::string& fields = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
}

TEST_F(ServerTest, AnswersWithCidServerAndDate) {
  with_server(quick_options(), [&] {
    Peer client = connect();
    client.send(get("/a"));
    EXPECT_THAT(
        client.response(),
        MatchesRegex(
            "HTTP/1.1 200 OK\r\nServer: Zato\r\nDate: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT\r\n"
            "X-Zato-CID: K[0-9]{39}\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\nGET /a "));
  });
}

TEST_F(ServerTest, KeepsTheConnectionForManyRequests) {
  with_server(quick_options(), [&] {
    Peer client = connect();
    for (int i = 0; i < 100; ++i) {
      client.send(get("/" + std::to_string(i)));
      EXPECT_THAT(client.response(), EndsWith("GET /" + std::to_string(i) + " "));
    }
    EXPECT_EQ(server_->status().accepted, 1u);
  });
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  handler_ = [](Request& request, Response& response) {
    if (request.path == "/slow") rt::sleep_for(20ms);
    response.body = request.path;
  };
  with_server(quick_options(), [&] {
    Peer client = connect();
    std::string all;
    for (int i = 0; i < 1000; ++i) all += get(i % 100 == 0 ? "/slow" : "/" + std::to_string(i));
    client.send(all);
    for (int i = 0; i < 1000; ++i)
      ASSERT_THAT(client.response(), EndsWith(i % 100 == 0 ? "/slow" : "/" + std::to_string(i)));
  });
}

TEST_F(ServerTest, ReadsRequestsHoweverTheyAreCut) {
  with_server(quick_options(), [&] {
    Peer client = connect();
    const std::string one =
        "POST /in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    for (const char byte : one) {
      client.send({&byte, 1});
      rt::yield();
    }
    EXPECT_THAT(client.response(), EndsWith("POST /in abcde"));
  });
}

TEST_F(ServerTest, TakesLargeBodiesAndGivesLargeAnswers) {
  with_server(quick_options(), [&] {
    Peer client = connect();
    const std::string body(3'000'000, 'b');
    loop_->spawn([&] { client.send("POST /in HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n" + body); });
    EXPECT_THAT(client.response(), EndsWith("POST /in " + body));
    client.send(get("/large"));
    EXPECT_THAT(client.response(), EndsWith("\r\n\r\n" + std::string(4'000'000, 'x')));
  });
}

TEST_F(ServerTest, InvitesTheBodyOfAnExpectingClient) {
  with_server(quick_options(), [&] {
    Peer client = connect();
    client.send("POST /in HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(client.response(), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("hi");
    EXPECT_THAT(client.response(), EndsWith("POST /in hi"));
  });
}

TEST_F(ServerTest, SendsNoBodyWhereThereMustBeNone) {
  with_server(quick_options(), [&] {
    Peer client = connect();
    client.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n" + get("/204") + get("/304") +
                get("/end", "Connection: close\r\n"));
    EXPECT_THAT(client.response(false), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("Content-Length: 8\r\n")));
    EXPECT_THAT(client.response(false), AllOf(StartsWith("HTTP/1.1 204 "), Not(HasSubstr("Content-Length"))));
    EXPECT_THAT(client.response(false), AllOf(StartsWith("HTTP/1.1 304 "), Not(HasSubstr("Content-Length"))));
    EXPECT_THAT(client.rest(), EndsWith("GET /end "));
  });
}

TEST_F(ServerTest, AnswersOptionsForTheServerItself) {
  with_server(quick_options(), [&] {
    Peer client = connect();
    client.send("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(client.response(), AllOf(StartsWith("HTTP/1.1 204 "),
                                         HasSubstr("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n")));
  });
}

TEST_F(ServerTest, EndsTheConnectionWhenTheClientWantsIt) {
  with_server(quick_options(), [&] {
    Peer client = connect();
    client.send(get("/a", "Connection: close\r\n") + get("/b"));
    EXPECT_THAT(client.rest(), AllOf(HasSubstr("Connection: close\r\n"), EndsWith("GET /a ")));
    Peer old = connect();
    old.send("GET /a HTTP/1.0\r\n\r\n");
    EXPECT_THAT(old.rest(), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("Connection: close\r\n")));
    Peer old_keeping = connect();
    old_keeping.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_THAT(old_keeping.response(), HasSubstr("Connection: keep-alive\r\n"));
  });
}

TEST_F(ServerTest, EndsTheConnectionWhenTheHandlerWantsItOrItsRequestsAreUsedUp) {
  ServerOptions options = quick_options();
  options.max_requests_per_connection = 3;
  with_server(options, [&] {
    Peer closing = connect();
    closing.send(get("/close"));
    EXPECT_THAT(closing.rest(), HasSubstr("Connection: close\r\n"));
    Peer counted = connect();
    counted.send(get("/1") + get("/2") + get("/3") + get("/4"));
    EXPECT_THAT(counted.response(), Not(HasSubstr("Connection: close")));
    EXPECT_THAT(counted.response(), Not(HasSubstr("Connection: close")));
    EXPECT_THAT(counted.rest(), AllOf(HasSubstr("Connection: close"), EndsWith("GET /3 ")));
  });
}

TEST_F(ServerTest, AnswersAClientThatHasClosedItsSide) {
  with_server(quick_options(), [&] {
    Peer client = connect();
    client.send(get("/a") + get("/b"));
    client.finish_sending();
    EXPECT_THAT(client.response(), EndsWith("GET /a "));
    EXPECT_THAT(client.rest(), EndsWith("GET /b "));
    wait_until([&] { return server_->status().connections == 0; });
  });
}

TEST_F(ServerTest, ForgetsAClientThatHangsUp) {
  with_server(quick_options(), [&] {
    Peer idle = connect();
    Peer within = connect();
    within.send("GET / HT");
    rt::yield();
    idle.hang_up();
    within.hang_up();
    wait_until([&] { return server_->status().connections == 0; });
  });
}

TEST_F(ServerTest, TellsTheReasonOfARefusalAndCloses) {
  with_server(quick_options(), [&] {
    Peer client = connect();
    client.send(get("/fine") + "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + get("/smuggled"));
    EXPECT_THAT(client.response(), EndsWith("GET /fine "));
    const std::string refusal = client.rest();
    EXPECT_THAT(refusal, AllOf(StartsWith("HTTP/1.1 400 Bad Request\r\n"), HasSubstr("Connection: close\r\n"),
                               HasSubstr("Content-Type: application/json\r\n")));
    const std::string cid = refusal.substr(refusal.find("X-Zato-CID: ") + 12, 40);
    EXPECT_THAT(
        refusal,
        EndsWith("{\"zato_env\": {\"details\": \"more than one Host\", \"result\": \"ZATO_ERROR\", \"cid\": \"" + cid +
                 "\"}}"));
    client.hang_up();
    wait_until([&] { return server_->status().connections == 0; });
  });
}

TEST_F(ServerTest, LetsARefusedClientReadTheAnswerWhileItStillSends) {
  ServerOptions options = quick_options();
  options.limits.body = 1000;
  with_server(options, [&] {
    Peer client = connect();
    loop_->spawn([&] {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n" + std::string(2'000'000, 'b'));
      client.finish_sending();
    });
    EXPECT_THAT(client.rest(), StartsWith("HTTP/1.1 413 "));
  });
}

TEST_F(ServerTest, RefusesBodiesBeyondTheMemorySetAsideForAllOfThem) {
  ServerOptions options = quick_options();
  options.body_memory = 200'000;
  with_server(options, [&] {
    const std::string head = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 150000\r\n\r\n";
    Peer slow = connect();
    slow.send(head + std::string(140'000, 'b'));
    wait_until([&] { return server_->status().body_bytes >= 140'000; });

    Peer refused = connect();
    loop_->spawn([&] { refused.send(head + std::string(150'000, 'b')); });
    EXPECT_THAT(refused.rest(), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("Retry-After: 1\r\n"),
                                      HasSubstr("the bodies of other requests")));

    slow.send(std::string(10'000, 'b'));
    EXPECT_THAT(slow.response(), StartsWith("HTTP/1.1 200 "));
    slow.send(get("/b"));
    EXPECT_THAT(slow.response(), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(server_->status().body_bytes, 0u);

    Peer next = connect();
    loop_->spawn([&] { next.send(head + std::string(150'000, 'b')); });
    EXPECT_THAT(next.response(), StartsWith("HTTP/1.1 200 "));
  });
}

TEST_F(ServerTest, HidesWhatAHandlerThrew) {
  with_server(quick_options(), [&] {
    Peer client = connect();
    for (const char* path : {"/throw", "/throw-number", "/split", "/status-1000"}) {
      client.send(get(path));
      EXPECT_THAT(client.response(),
                  AllOf(StartsWith("HTTP/1.1 500 "), HasSubstr("\"details\": \"Internal server error\""),
                        Not(HasSubstr("secret")), Not(HasSubstr("Evil")), Not(HasSubstr("Set-Cookie"))))
          << path;
    }
    client.send(get("/fine"));
    EXPECT_THAT(client.response(), StartsWith("HTTP/1.1 200 "));
  });
}

TEST_F(ServerTest, RefusesConnectionsBeyondItsLimit) {
  ServerOptions options = quick_options();
  options.max_connections = 2;
  with_server(options, [&] {
    Peer one = connect();
    Peer two = connect();
    Peer three = connect();
    EXPECT_THAT(three.rest(), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("Retry-After: 1\r\n"),
                                    HasSubstr("Connection: close\r\n")));
    EXPECT_EQ(server_->status().refused, 1u);
    three.hang_up();
    one.hang_up();
    wait_until([&] { return server_->status().connections == 1; });
    Peer four = connect();
    four.send(get("/a"));
    EXPECT_THAT(four.response(), StartsWith("HTTP/1.1 200 "));
  });
}

TEST_F(ServerTest, NeedsNoFiberForIdleConnections) {
  with_server(quick_options(), [&] {
    std::vector<Peer> clients;
    for (int i = 0; i < 100; ++i) clients.push_back(connect());
    for (Peer& client : clients) client.send(get("/a"));
    for (Peer& client : clients) client.response();
    wait_until([&] { return loop_->fibers() == 1; });
    EXPECT_EQ(server_->status().connections, 100u);
  });
}

struct Recorder : Observer {
  void on_response(const Request& request, const Response& response, const Exchange& exchange) override {
    lines.push_back(std::string(request.method_text) + " " + std::string(request.target) + " " +
                    std::to_string(response.status) + " " + std::to_string(exchange.bytes) + " " +
                    std::to_string(request.cid.size()) +
                    (request.received_at == base::MonotonicTime{} ? " refused" : ""));
  }
  std::vector<std::string> lines;
};

TEST_F(ServerTest, TellsItsObserversOfEveryAnswer) {
  Recorder one, two;
  with_server(quick_options(),
              [&] {
                Peer client = connect();
                client.send(get("/a?b") + get("/throw") + "GET \n");
                client.rest();
              },
              {&one, &two});
  EXPECT_THAT(one.lines,
              testing::ElementsAre("GET /a?b 200 7 40", testing::StartsWith("GET /throw 500 "),
                                   testing::AllOf(testing::StartsWith("  400 "), testing::EndsWith(" refused"))));
  EXPECT_EQ(one.lines, two.lines);
}

TEST_F(ServerTest, SurvivesItsOwnEndWithRequestsInFlight) {
  rt::Event inside;
  handler_ = [&](Request&, Response&) {
    inside.set();
    rt::sleep_for(1h);
  };
  with_server(quick_options(), [&] {
    Peer client = connect();
    client.send(get("/a"));
    EXPECT_TRUE(inside.wait(rt::Deadline::after(20s)));
  });
}

}  // namespace
}  // namespace zato::http
