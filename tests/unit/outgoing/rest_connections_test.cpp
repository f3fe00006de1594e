// What services see of outgoing connections, over real sockets.
#include "http/gzip.hpp"
#include "objects/api_key.hpp"
#include "objects/basic_auth.hpp"
#include "objects/cipher.hpp"
#include "support/wait.hpp"
#include "unit/outgoing/rest_fixture.hpp"

namespace zato::outgoing {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using zato::RestProblem;

class Rest : public RestFixture {
 protected:
  zato::RestOutcome get(RestConnections& connections, zato::RestCall call = {}, rt::Deadline deadline = soon()) {
    if (call.method.empty() && !call.is_ping) call.method = "GET";
    return connections.call("crm", std::move(call), "K1", deadline);
  }
  static std::string ok(const std::string&) { return FakeHttp::answer(200, "fine"); }
};

TEST_F(Rest, SendsWhatTheCallAndTheConnectionSay) {
  Peer peer(ok);
  auto config = connection_to(peer.url(), "/customer/{id}");
  config.target.data_format = "json";
  const auto key = insert(objects::ApiKey{.name = "key", .header = "X-CRM", .password = base::Secret("planted")});
  config.target.security_id = key.id;
  insert(config);
  with_connections([&](RestConnections& connections) {
    const auto outcome =
        get(connections,
            {.method = "post", .body = "{}", .params = {{"id", "a b"}, {"x", "1"}}, .headers = {{"X-Own", "h"}}});
    EXPECT_EQ(outcome.status, 200) << outcome.message;
    EXPECT_EQ(outcome.body, "fine");
    EXPECT_EQ(outcome.url, peer.url() + "/customer/a%20b?x=1");
  });
  EXPECT_THAT(peer.requests(),
              ElementsAre(AllOf(StartsWith("POST /customer/a%20b?x=1 HTTP/1.1\r\n"), HasSubstr("X-CRM: planted\r\n"),
                                HasSubstr("X-Own: h\r\n"), HasSubstr("X-Zato-CID: K1\r\n"),
                                HasSubstr("Content-Type: application/json\r\n"), EndsWith("\r\n\r\n{}"))));
}

TEST_F(Rest, ReusesItsConnections) {
  Peer peer(ok);
  insert(connection_to(peer.url()));
  with_connections([&](RestConnections& connections) {
    for (int i = 0; i < 10; ++i) EXPECT_EQ(get(connections).status, 200);
  });
  EXPECT_EQ(peer.connections(), 1);
}

TEST_F(Rest, RepeatsOnlyWhatIsSafeToRepeat) {
  std::atomic<int> seen{0};
  Peer peer([&](const std::string&) { return ++seen % 2 == 0 ? std::string() : FakeHttp::answer(200, "fine"); });
  insert(connection_to(peer.url()));
  with_connections([&](RestConnections& connections) {
    EXPECT_EQ(get(connections).status, 200);
    EXPECT_EQ(get(connections).status, 200) << "the kept connection dies, a GET is sent again";
    EXPECT_EQ(peer.requests().size(), 3U);
    const auto lost = get(connections, {.method = "POST", .body = "x"});
    EXPECT_EQ(lost.problem, RestProblem::kUnavailable) << "nobody knows whether it was done";
    EXPECT_THAT(lost.message,
                AllOf(StartsWith("crm: 127.0.0.1:"), HasSubstr("closed the connection without an answer")));
  });
  EXPECT_EQ(peer.requests().size(), 4U);
}

TEST_F(Rest, SaysWhyThereIsNoAnswer) {
  Peer slow([](const std::string&) {
    zato::test::eventually(300ms, [] { return false; });
    return FakeHttp::answer(200, "late");
  });
  insert(connection_to(slow.url()));
  auto dead = connection_to("http://127.0.0.1:1", "/", "dead");
  insert(dead);
  auto off = connection_to(slow.url(), "/", "off");
  off.is_active = false;
  insert(off);
  with_connections([&](RestConnections& connections) {
    const auto call = [&](const char* name, zato::RestCall what) {
      return connections.call(name, std::move(what), "K1", soon());
    };
    EXPECT_EQ(call("crm", {.method = "GET", .timeout = 20ms}).problem, RestProblem::kTimeout);
    EXPECT_EQ(get(connections, {}, rt::Deadline::after(20ms)).problem, RestProblem::kTimeout)
        << "the service's own time counts too";
    EXPECT_EQ(call("off", {.method = "GET"}).problem, RestProblem::kInactive);
    const auto unknown = call("crn", {.method = "GET"});
    EXPECT_EQ(unknown.problem, RestProblem::kUnknown);
    EXPECT_EQ(unknown.message, "there is no outgoing REST connection `crn`; did you mean `crm`?");
    const auto refused = call("dead", {.method = "GET"});
    EXPECT_EQ(refused.problem, RestProblem::kUnavailable);
    EXPECT_THAT(refused.message, AllOf(StartsWith("dead: "), HasSubstr("cannot connect to 127.0.0.1:1")));
    const auto split = call("crm", {.method = "GET", .headers = {{"X-Own", "a\r\nX-Evil: 1"}}});
    EXPECT_EQ(split.problem, RestProblem::kInvalid);
  });
}

TEST_F(Rest, LimitsConnectionsAndThoseWhoWaitForOne) {
  std::atomic<bool> go{false};
  Peer peer([&](const std::string&) {
    zato::test::eventually(5s, [&] { return go.load(); });
    return FakeHttp::answer(200, "fine");
  });
  auto config = connection_to(peer.url());
  config.target.pool_size = 2;
  insert(config);
  Peer other(ok);
  insert(connection_to(other.url(), "/", "other"));
  rt::on_loop([&](rt::Loop& loop) {
    RestConnections connections(loop, {.waiting_calls = 3});
    connections.applied(snapshot());
    std::vector<zato::RestOutcome> outcomes;
    for (int i = 0; i < 5; ++i) loop.spawn([&] { outcomes.push_back(get(connections)); });
    while (connections.read().empty() || connections.read()[0].waiting < 3) rt::sleep_for(1ms);
    EXPECT_EQ(connections.read()[0].in_use, 2U);
    const auto busy = get(connections);
    EXPECT_EQ(busy.problem, RestProblem::kBusy);
    EXPECT_THAT(busy.message, HasSubstr("all 2 connections are in use and 3 requests wait for one"));
    EXPECT_EQ(connections.call("other", {.method = "GET"}, "K1", soon()).status, 200) << "others do not notice";
    go = true;
    while (outcomes.size() < 5) rt::sleep_for(1ms);
    for (const auto& outcome : outcomes) EXPECT_EQ(outcome.status, 200) << outcome.message;
    EXPECT_LE(peer.connections(), 2);
    EXPECT_EQ(connections.read()[0].calls, 6U);
    EXPECT_EQ(connections.read()[0].errors, 1U);
  });
}

TEST_F(Rest, WaitsForAConnectionNoLongerThanTheDeadline) {
  std::atomic<bool> go{false};
  Peer peer([&](const std::string&) {
    zato::test::eventually(5s, [&] { return go.load(); });
    return FakeHttp::answer(200, "fine");
  });
  auto config = connection_to(peer.url());
  config.target.pool_size = 1;
  insert(config);
  rt::on_loop([&](rt::Loop& loop) {
    RestConnections connections(loop, {});
    connections.applied(snapshot());
    bool first = false;
    loop.spawn([&] { first = get(connections).status == 200; });
    EXPECT_EQ(get(connections, {}, rt::Deadline::after(20ms)).problem, RestProblem::kTimeout);
    go = true;
    while (!first) rt::sleep_for(1ms);
    EXPECT_EQ(get(connections).status, 200) << "who gave up has left the queue";
  });
}

TEST_F(Rest, IsCalledFromThreadsAsWell) {
  Peer peer(ok);
  insert(connection_to(peer.url()));
  rt::on_loop([&](rt::Loop& loop) {
    RestConnections connections(loop, {});
    connections.applied(snapshot());
    rt::Event done;
    zato::RestOutcome outcome;
    std::jthread thread([&] {
      outcome = get(connections);
      done.set();
    });
    done.wait();
    EXPECT_EQ(outcome.status, 200) << outcome.message;
  });
}

TEST_F(Rest, ChangesAreInForceForTheNextCall) {
  Peer one(ok), two(ok);
  auto key = insert(objects::ApiKey{.name = "key", .password = base::Secret("first")});
  auto config = connection_to(one.url());
  config.target.security_id = key.id;
  config = insert(config);
  with_connections([&](RestConnections& connections) {
    EXPECT_EQ(get(connections).status, 200);
    key.password = base::Secret("second");
    key = update(key);
    connections.applied(snapshot());
    EXPECT_EQ(get(connections).status, 200);
    config.target.host = two.url();
    config = update(config);
    connections.applied(snapshot());
    EXPECT_EQ(get(connections).status, 200);
    key.is_active = false;
    update(key);
    connections.applied(snapshot());
    const auto off = get(connections);
    EXPECT_EQ(off.problem, RestProblem::kInactive);
    EXPECT_THAT(off.message, HasSubstr("its security definition `key` is not active"));
    odb::expect_ok(store_->remove(config));
    connections.applied(snapshot());
    EXPECT_EQ(get(connections).problem, RestProblem::kUnknown);
  });
  EXPECT_THAT(one.requests(), ElementsAre(HasSubstr("X-API-Key: first"), HasSubstr("X-API-Key: second")));
  EXPECT_EQ(two.requests().size(), 1U);
}

TEST_F(Rest, FollowsRedirectsOnlyWhenAskedAndOnlyToWhereItMay) {
  Peer elsewhere(ok);
  std::string location;
  Peer peer([&](const std::string& request) {
    return request.find("/here") != std::string::npos ? FakeHttp::answer(200, "here")
                                                      : FakeHttp::answer(302, "", "Location: " + location + "\r\n");
  });
  auto config = connection_to(peer.url(), "/start");
  const auto basic =
      insert(objects::BasicAuth{.name = "basic", .username = "joan", .realm = "crm", .password = base::Secret("planted")});
  config.target.security_id = basic.id;
  insert(config);
  location = "/here";
  with_connections([&](RestConnections& connections) {
    EXPECT_EQ(get(connections).status, 302);
    EXPECT_EQ(get(connections, {.redirects = 5}).body, "here");
    EXPECT_THAT(peer.requests().back(), HasSubstr("Authorization: Basic "));
    for (const auto& inside : {elsewhere.url() + "/", "http://localhost:" + elsewhere.url().substr(17) + "/"s,
                               "http://169.254.169.254/latest"s, "http://0177.0.0.1/"s, "http://2130706433/"s,
                               "http://0x7f.1/"s, "http://[::ffff:127.0.0.1]/"s}) {
      location = inside;
      const auto outcome = get(connections, {.redirects = 5});
      EXPECT_EQ(outcome.problem, RestProblem::kRefused) << inside << ": " << outcome.message;
    }
    location = "/start";
    EXPECT_EQ(get(connections, {.redirects = 3}).status, 302) << "bounded";
    location = "file:///etc/passwd";
    EXPECT_EQ(get(connections, {.redirects = 3}).problem, RestProblem::kInvalid);
  });
  EXPECT_TRUE(elsewhere.requests().empty());
  location = elsewhere.url() + "/";
  with_connections(
      [&](RestConnections& connections) {
        const auto outcome = get(connections, {.method = "POST", .body = "secret", .redirects = 5});
        EXPECT_EQ(outcome.status, 200) << outcome.message;
      },
      {.guard = *AddressGuard::parse("127.0.0.0/8")});
  EXPECT_THAT(elsewhere.requests(),
              ElementsAre(AllOf(StartsWith("GET / "), Not(HasSubstr("Authorization")), Not(HasSubstr("secret")))));
}

TEST_F(Rest, UnpacksAnswersButNotEndlessly) {
  std::string body;  // packed on the fiber, which lets others run meanwhile
  Peer peer([&](const std::string&) { return FakeHttp::answer(200, body, "Content-Encoding: gzip\r\n"); });
  insert(connection_to(peer.url()));
  with_connections([&](RestConnections& connections) {
    body = http::gzip("plain text");
    const auto outcome = get(connections);
    EXPECT_EQ(outcome.body, "plain text");
    EXPECT_FALSE(outcome.headers.contains("Content-Encoding"));
    body = http::gzip(std::string(30'000'000, '0'));
    EXPECT_EQ(get(connections).problem, RestProblem::kTooLarge);
  });
  EXPECT_THAT(peer.requests(), Contains(HasSubstr("Accept-Encoding: gzip")));
}

TEST_F(Rest, LimitsBodiesBothWays) {
  Peer peer([](const std::string&) { return FakeHttp::answer(200, std::string(2000, 'x')); });
  insert(connection_to(peer.url()));
  with_connections(
      [&](RestConnections& connections) {
        EXPECT_EQ(get(connections).problem, RestProblem::kTooLarge);
        EXPECT_EQ(get(connections, {.method = "POST", .body = std::string(2000, 'x')}).problem, RestProblem::kTooLarge);
      },
      {.body_bytes = 1000});
  EXPECT_EQ(peer.requests().size(), 1U);
}

TEST_F(Rest, PacksRequestsWhereTheConnectionSaysSo) {
  Peer peer(ok);
  auto config = connection_to(peer.url());
  config.target.content_encoding = "gzip";
  insert(config);
  with_connections([&](RestConnections& connections) {
    EXPECT_EQ(get(connections, {.method = "PUT", .body = "plain"}).status, 200);
  });
  EXPECT_THAT(peer.requests(), ElementsAre(AllOf(HasSubstr("Content-Encoding: gzip"), Not(HasSubstr("plain\n")))));
}

TEST_F(Rest, BearerTokensAreAskedForOnceAndReplacedWhenRejected) {
  std::atomic<int> issued{0};
  std::atomic<bool> rejects{false};
  Peer tokens([&](const std::string&) {
    return FakeHttp::answer(200,
                            R"({"access_token": "token-)" + std::to_string(++issued) + R"(", "expires_in": 3600})");
  });
  Peer peer([&](const std::string& request) {
    return FakeHttp::answer(rejects && request.find("token-1\r") != std::string::npos ? 401 : 200, "");
  });
  const auto oauth = insert(objects::OAuth{.name = "oauth",
                                           .username = "client",
                                           .password = base::Secret("planted"),
                                           .auth_server_url = tokens.url() + "/token",
                                           .scopes = {"a", "b"},
                                           .data_format = "form"});
  auto config = connection_to(peer.url());
  config.target.security_id = oauth.id;
  insert(config);
  rt::on_loop([&](rt::Loop& loop) {
    RestConnections connections(loop, {});
    connections.applied(snapshot());
    int done = 0;
    for (int i = 0; i < 10; ++i) loop.spawn([&] { done += get(connections).status == 200; });
    while (done < 10) rt::sleep_for(1ms);
    EXPECT_EQ(issued, 1);
    rejects = true;
    EXPECT_EQ(get(connections).status, 200);
    EXPECT_EQ(issued, 2);
  });
  EXPECT_THAT(peer.requests(), Contains(HasSubstr("Authorization: Bearer token-2\r\n")));
  EXPECT_THAT(tokens.requests()[0],
              AllOf(StartsWith("POST /token "),
                    HasSubstr("client_id=client&client_secret=planted&grant_type=client_credentials&scope=a+b")));
}

TEST_F(Rest, WithoutATokenThereIsNoCall) {
  Peer tokens([](const std::string&) { return FakeHttp::answer(403, ""); });
  Peer peer(ok);
  const auto oauth = insert(objects::OAuth{
      .name = "oauth", .username = "client", .password = base::Secret("planted"), .auth_server_url = tokens.url()});
  auto config = connection_to(peer.url());
  config.target.security_id = oauth.id;
  insert(config);
  with_connections([&](RestConnections& connections) {
    const auto outcome = get(connections);
    EXPECT_EQ(outcome.problem, RestProblem::kDenied);
    EXPECT_THAT(outcome.message,
                AllOf(HasSubstr("security definition `oauth`"), HasSubstr("status 403"), Not(HasSubstr("planted"))));
  });
  EXPECT_TRUE(peer.requests().empty());
}

TEST_F(Rest, PingsWithTheMethodOfTheConnection) {
  Peer peer([](const std::string&) { return "HTTP/1.1 204 No Content\r\n\r\n"; });
  insert(connection_to(peer.url(), "/customer/{id}"));
  with_connections([&](RestConnections& connections) { EXPECT_EQ(get(connections, {.is_ping = true}).status, 204); });
  EXPECT_THAT(peer.requests(), ElementsAre(StartsWith("HEAD /customer/%7Bid%7D ")));
}

}  // namespace
}  // namespace zato::outgoing
