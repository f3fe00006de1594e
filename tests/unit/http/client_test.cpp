#include "http/client.hpp"

#include <thread>

#include "unit/http/server_fixture.hpp"

namespace zato::http {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

rt::Deadline soon() { return rt::Deadline::after(20s); }

// A peer that says what the test wants: each connection reads one request per text and answers with it, then closes.
class Script {
 public:
  Script(rt::Loop& loop, std::vector<std::string> answers)
      : loop_(loop), answers_(std::move(answers)), acceptor_(loop, std::move(*rt::listen_tcp("127.0.0.1", 0))) {
    acceptor_.start([this](std::unique_ptr<rt::SocketStream> stream) {
      ++connections;
      loop_.spawn([this, moved = std::shared_ptr<rt::SocketStream>(std::move(stream))] { talk(*moved); });
    });
  }
  std::uint16_t port() const { return acceptor_.port(); }

  int connections = 0;
  std::string heard;

 private:
  void talk(rt::SocketStream& stream) {
    for (const std::string& answer : answers_) {
      std::array<char, 4096> block;
      const auto n = stream.read_some(block, soon());
      if (!n || *n == 0) return;
      heard.append(block.data(), *n);
      if (!stream.write_all(answer, soon())) return;
    }
  }

  rt::Loop& loop_;
  const std::vector<std::string> answers_;
  rt::Acceptor acceptor_;
};

class ClientTest : public ServerTest {
 protected:
  void with_tcp_server(const ServerOptions& options, const std::function<void(Client&)>& body) {
    with_server(options, [&] {
      rt::Acceptor acceptor(*loop_, std::move(*rt::listen_tcp("127.0.0.1", 0)));
      acceptor.start([&](std::unique_ptr<rt::SocketStream> stream) { server_->add(std::move(stream)); });
      port_ = acceptor.port();
      Client client({.host = "127.0.0.1", .port = port_});
      body(client);
    });
  }
  void with_script(std::vector<std::string> answers, const std::function<void(Client&, Script&)>& body) {
    with_server(quick_options(), [&] {
      Script script(*loop_, std::move(answers));
      Client client({.host = "127.0.0.1", .port = script.port(), .body_limit = 1000});
      body(client, script);
    });
  }
  std::uint16_t port_ = 0;
};

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

TEST_F(ClientTest, SendsRequestsAndKeepsTheConnection) {
  with_tcp_server(quick_options(), [&](Client& client) {
    for (int i = 0; i < 10; ++i) {
      const auto response =
          client.send({.method = "POST", .target = "/in", .headers = {{"X-A", "b"}}, .body = "hello"}, soon());
      ASSERT_TRUE(response) << response.error().text();
      EXPECT_EQ(response->status, 200);
      EXPECT_EQ(response->body, "POST /in hello");
      EXPECT_EQ(response->header("x-zato-cid").size(), 40u);
    }
    EXPECT_EQ(server_->status().accepted, 1u);
    EXPECT_EQ(client.idle(), 1u);
    const auto head = client.send({.method = "HEAD"}, soon());
    ASSERT_TRUE(head);
    EXPECT_EQ(head->body, "");
  });
}

TEST_F(ClientTest, CarriesLargeBodiesBothWays) {
  with_tcp_server(quick_options(), [&](Client& client) {
    const std::string body(3'000'000, 'b');
    const auto echoed = client.send({.method = "POST", .target = "/in", .headers = {}, .body = body}, soon());
    ASSERT_TRUE(echoed) << echoed.error().text();
    EXPECT_EQ(echoed->body.size(), body.size() + 9);
  });
}

TEST_F(ClientTest, UsesSeveralConnectionsAtOnceAndKeepsSome) {
  handler_ = [](Request&, Response& response) {
    rt::sleep_for(20ms);
    response.body = "ok";
  };
  with_tcp_server(quick_options(), [&](Client& client) {
    int done = 0;
    for (int i = 0; i < 20; ++i) loop_->spawn([&] { done += client.send({}, soon()) ? 1 : 0; });
    wait_until([&] { return done == 20; });
    EXPECT_EQ(client.idle(), 8u);
  });
}

TEST_F(ClientTest, NoticesThatAKeptConnectionIsDead) {
  with_script({kOk}, [&](Client& client, Script& script) {
    for (const char* method : {"GET", "POST", "POST"}) {
      const auto response = client.send({.method = method}, soon());
      EXPECT_TRUE(response) << response.error().text();
    }
    EXPECT_EQ(script.connections, 3);
  });
}

TEST_F(ClientTest, RepeatsOnlyIdempotentRequestsOnALostConnection) {
  // The second request on a connection is read and then not answered.
  with_script({kOk, ""}, [&](Client& client, Script& script) {
    ASSERT_TRUE(client.send({}, soon()));
    EXPECT_TRUE(client.send({}, soon()));
    EXPECT_EQ(script.connections, 2);
    const auto lost = client.send({.method = "POST", .target = "/in?secret"}, soon());
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, base::Code::kUnavailable);
    EXPECT_THAT(lost.error().text(),
                AllOf(StartsWith("127.0.0.1:"), HasSubstr("POST /in: the peer closed the connection without an answer"),
                      Not(HasSubstr("secret"))));
    EXPECT_EQ(script.connections, 2);
  });
}

TEST_F(ClientTest, NamesWhatFailed) {
  with_script({"220 smtp.example ESMTP\r\n\r\n"}, [&](Client& client, Script&) {
    const auto response = client.send({}, soon());
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, base::Code::kCorrupt);
    EXPECT_THAT(response.error().text(), HasSubstr("GET /: the answer is not HTTP/1.1"));
  });
  with_script({"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"}, [&](Client& client, Script&) {
    const auto response = client.send({}, soon());
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, base::Code::kResourceExhausted);
  });
  with_server(quick_options(), [&] {
    const std::uint16_t nobody = [&] {
      return rt::Acceptor(*loop_, std::move(*rt::listen_tcp("127.0.0.1", 0))).port();
    }();
    Client client({.host = "127.0.0.1", .port = nobody});
    const auto response = client.send({}, soon());
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, base::Code::kUnavailable);
    EXPECT_THAT(response.error().text(), HasSubstr("cannot connect to 127.0.0.1:" + std::to_string(nobody)));
  });
}

TEST_F(ClientTest, GivesUpAtItsDeadline) {
  handler_ = [](Request&, Response&) { rt::sleep_for(1h); };
  with_tcp_server(quick_options(), [&](Client& client) {
    const auto response = client.send({}, rt::Deadline::after(30ms));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, base::Code::kTimeout);
    EXPECT_EQ(client.idle(), 0u);
  });
}

TEST_F(ClientTest, NeverSendsWhatWouldSplitTheRequest) {
  with_script({kOk}, [&](Client& client, Script& script) {
    const std::vector<ClientRequest> bad = {
        {.method = "GE T"},
        {.method = "GET\r\nX: y"},
        {.target = ""},
        {.target = "/a b"},
        {.target = "/a\r\nX: y"},
        {.headers = {{"X", "a\r\nY: b"}}},
        {.headers = {{"X", "a\nb"}}},
        {.headers = {{"X Y", "a"}}},
        {.headers = {{"X\r\nY", "a"}}},
        {.headers = {{"Content-Length", "5"}}},
        {.headers = {{"transfer-encoding", "chunked"}}},
    };
    for (const ClientRequest& request : bad) {
      const auto response = client.send(request, soon());
      ASSERT_FALSE(response);
      EXPECT_EQ(response.error().code, base::Code::kInvalidArgument);
    }
    EXPECT_EQ(script.connections, 0);
    EXPECT_TRUE(client.send({.headers = {{"Host", "other"}}}, soon()));
    EXPECT_THAT(script.heard, AllOf(HasSubstr("Host: other\r\n"), Not(HasSubstr("Host: 127"))));
  });
}

TEST_F(ClientTest, TellsTheServersReasonWhenItRefusesABodyHalfWay) {
  ServerOptions options = quick_options();
  options.limits.body = 1000;
  with_tcp_server(options, [&](Client& client) {
    const auto response =
        client.send({.method = "POST", .target = "/in", .headers = {}, .body = std::string(2'000'000, 'b')}, soon());
    ASSERT_TRUE(response) << response.error().text();
    EXPECT_EQ(response->status, 413);
    EXPECT_EQ(client.idle(), 0u);
  });
}

TEST_F(ClientTest, BlocksAThreadWhereThereIsNoLoop) {
  with_tcp_server(quick_options(), [&](Client&) {
    rt::Event done;
    std::thread caller([&] {
      Client own({.host = "127.0.0.1", .port = port_});
      for (int i = 0; i < 3; ++i) {
        const auto response = own.send({.target = "/from-thread"}, soon());
        EXPECT_EQ(response ? response->body : response.error().text(), "GET /from-thread ");
      }
      EXPECT_EQ(own.idle(), 1u);
      done.set();
    });
    EXPECT_TRUE(done.wait(soon()));
    caller.join();
    EXPECT_EQ(server_->status().accepted, 1u);
  });
}

}  // namespace
}  // namespace zato::http
