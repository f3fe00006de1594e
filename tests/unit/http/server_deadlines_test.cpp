// Slow clients, idle ones and draining: what the sweep does.
#include "http/server.hpp"
#include "unit/http/server_fixture.hpp"

namespace zato::http {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(ServerTest, ClosesAnIdleConnectionAtItsTimeout) {
  ServerOptions options = quick_options();
  options.idle_timeout = 200ms;
  with_server(options, [&] {
    Peer fresh = connect();
    Peer used = connect();
    used.send(kGet);
    EXPECT_THAT(used.response(), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(fresh.rest(), "");
    EXPECT_EQ(used.rest(), "");
    EXPECT_EQ(server_->status().connections, 0u);
  });
}

TEST_F(ServerTest, CutsAClientWhoseHeadDoesNotComeToAnEnd) {
  ServerOptions options = quick_options();
  options.header_timeout = 60ms;
  with_server(options, [&] {
    Peer client = connect();
    bool over = false;
    loop_->spawn([&] {
      client.send("GET / HTTP/1.1\r\n");
      for (int i = 0; !over && i < 10'000; ++i) {
        client.send("A: b\r\n");
        rt::sleep_for(5ms);
        if (i == 50) break;
      }
    });
    EXPECT_THAT(client.rest(), AllOf(StartsWith("HTTP/1.1 408 "), HasSubstr("Connection: close\r\n")));
    over = true;
  });
}

TEST_F(ServerTest, CutsABodyThatTrickles) {
  ServerOptions options = quick_options();
  options.body_window = 60ms;
  with_server(options, [&] {
    Peer client = connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
    client.send("abc");
    EXPECT_THAT(client.rest(), StartsWith("HTTP/1.1 408 "));
  });
}

TEST_F(ServerTest, LetsABodyComeForAsLongAsItIsFastEnough) {
  ServerOptions options = quick_options();
  options.body_window = 700ms;  // far above what a busy machine may stall
  options.body_minimum_rate = 1000;
  with_server(options, [&] {
    Peer client = connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n");
    for (int i = 0; i < 60; ++i) {
      client.send(std::string(1000, 'b'));
      rt::sleep_for(20ms);
    }
    EXPECT_THAT(client.response(), StartsWith("HTTP/1.1 200 "));
  });
}

TEST_F(ServerTest, CutsAClientThatDoesNotReadItsAnswer) {
  ServerOptions options = quick_options();
  options.write_timeout = 60ms;
  with_server(options, [&] {
    Peer client = connect();
    client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    wait_until([&] { return server_->status().connections == 0; });
    EXPECT_LT(client.rest().size(), 4'000'000u);
  });
}

TEST_F(ServerTest, DoesNotWaitForEverForARefusedClient) {
  ServerOptions options = quick_options();
  options.linger = 50ms;
  with_server(options, [&] {
    Peer client = connect();
    client.send("GET \n");
    EXPECT_THAT(client.rest(), StartsWith("HTTP/1.1 400 "));
    wait_until([&] { return server_->status().connections == 0; });
  });
}

TEST_F(ServerTest, LeavesASlowHandlerAlone) {
  ServerOptions options = quick_options();
  options.idle_timeout = options.header_timeout = options.body_window = options.write_timeout = 20ms;
  handler_ = [](Request&, Response& response) {
    rt::sleep_for(150ms);
    response.body = "done";
  };
  with_server(options, [&] {
    Peer client = connect();
    client.send(kGet);
    EXPECT_THAT(client.response(), EndsWith("done"));
  });
}

TEST_F(ServerTest, DrainClosesIdleConnectionsAndFinishesRequests) {
  rt::Event inside, go_on;
  handler_ = [&](Request&, Response& response) {
    inside.set();
    EXPECT_TRUE(go_on.wait(rt::Deadline::after(20s)));
    response.body = "done";
  };
  with_server(quick_options(), [&] {
    Peer idle = connect();
    Peer working = connect();
    working.send(kGet);
    ASSERT_TRUE(inside.wait(rt::Deadline::after(20s)));
    server_->drain();
    EXPECT_EQ(idle.rest(), "");
    EXPECT_FALSE(server_->wait_idle(rt::Deadline::after(20ms)));
    go_on.set();
    EXPECT_THAT(working.rest(), AllOf(HasSubstr("Connection: close\r\n"), EndsWith("done")));
    working.hang_up();
    EXPECT_TRUE(server_->wait_idle(rt::Deadline::after(20s)));
  });
}

TEST_F(ServerTest, DrainLetsAnIdleClientSendOneMoreRequestWithinTheGrace) {
  with_server(quick_options(), [&] {
    Peer client = connect();
    client.send(kGet);
    EXPECT_THAT(client.response(), Not(HasSubstr("Connection: close")));
    server_->drain(20s);
    client.send(kGet);
    EXPECT_THAT(client.rest(), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("Connection: close\r\n")));
  });
}

TEST_F(ServerTest, DrainLetsARequestThatHasBegunComeToItsEnd) {
  with_server(quick_options(), [&] {
    Peer client = connect();
    client.send(kGet.substr(0, 10));
    rt::sleep_for(20ms);
    server_->drain();
    rt::sleep_for(20ms);
    client.send(kGet.substr(10));
    EXPECT_THAT(client.rest(), AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("Connection: close\r\n")));
  });
}

}  // namespace
}  // namespace zato::http
