// Channels, credentials, limits and tokens on real servers: what an administrator changes is in force on every worker of every
// server.
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "support/cluster.hpp"
#include "support/wait.hpp"

namespace zato::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kPassword = "channels-test-admin";
constexpr int kServers = 3;
constexpr int kAsks = 20;  // of each server, on as many connections: the kernel deals them out to its workers

class Channels : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster_ = new Cluster({.servers = kServers, .workers = 2});
    const auto set = cluster_->zato({"service", "invoke", cluster_->component("server1"), "zato.security.basic-auth.change-password", "--payload",
                                     json{{"name", "admin.invoke"}, {"password1", kPassword}, {"password2", kPassword}}.dump()});
    ASSERT_EQ(set.exit_code, 0) << set.out << set.err;
    wait_until("the password is in force", 10s, [] { return admin("zato.ping", json::object()).status != 401; });
    ASSERT_TRUE(everywhere({.target = "/zato/ping"}, 200));
  }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }

  static Response admin(const std::string& service, const json& input) {
    return post(cluster_->server(1), "/zato/api/invoke/" + service, input.dump(), {{"Authorization", basic_auth("admin.invoke", kPassword)}});
  }
  static json done(const std::string& service, const json& input) {
    const auto response = admin(service, input);
    EXPECT_EQ(response.status, 200) << service << " " << input << ": " << response.body;
    return json::parse(response.body, nullptr, false);
  }

  static json channel(const std::string& name, json more = json::object()) {
    json input{{"name", name}, {"connection", "channel"}, {"transport", "plain_http"}, {"url_path", "/" + name}, {"service", "demo.echo"}};
    input.update(more);
    return input;
  }
  // What is not given stays as it was, but for what channel() says.
  static void edit_channel(const json& created, const std::string& name, const json& changes) {
    auto input = channel(name, changes);
    input["id"] = created["id"];
    done("zato.http-soap.edit", input);
  }

  static bool all_answer(const Request& request, int status) {
    for (int server = 1; server <= kServers; ++server) {
      for (int i = 0; i < kAsks; ++i) {
        if (fetch(cluster_->server(server), request).status != status) return false;
      }
    }
    return true;
  }
  // Within a moment every worker answers so, and goes on to.
  static bool everywhere(const Request& request, int status) {
    return eventually(5s, [&] { return all_answer(request, status); }) && all_answer(request, status);
  }
  static Request with(const std::string& target, std::string header, std::string value) {
    return {.method = "POST", .target = target, .headers = {{std::move(header), std::move(value)}}, .body = "hello"};
  }

  // What the workers of all servers say of their configuration: sequence and digest.
  static std::set<std::string> configurations() {
    std::set<std::string> found;
    for (int server = 1; server <= kServers; ++server) {
      for (int i = 0; i < kAsks; ++i) {
        const auto body = get(cluster_->server(server), "/readyz?verbose").body;
        const auto begin = body.find("sequence ");
        found.insert(body.substr(begin, body.find('\n', begin) - begin));
      }
    }
    return found;
  }

  static Cluster* cluster_;
};

Cluster* Channels::cluster_ = nullptr;

TEST_F(Channels, AChangedChannelIsInForceOnEveryWorkerOfEveryServer) {
  const auto created = done("zato.http-soap.create", channel("life"));
  EXPECT_TRUE(everywhere({.target = "/life"}, 200));
  edit_channel(created, "life", {{"url_path", "/moved/{id}"}, {"method", "POST"}});
  EXPECT_TRUE(everywhere({.target = "/life"}, 404));
  EXPECT_TRUE(everywhere({.target = "/moved/1"}, 405));
  EXPECT_TRUE(everywhere({.method = "POST", .target = "/moved/1"}, 200));
  edit_channel(created, "life", {{"is_active", false}, {"method", ""}});
  EXPECT_TRUE(everywhere({.target = "/life"}, 404));
  EXPECT_TRUE(everywhere({.method = "POST", .target = "/moved/1"}, 404));
  edit_channel(created, "life", {{"is_active", true}});
  EXPECT_TRUE(everywhere({.target = "/life"}, 200));
  done("zato.http-soap.delete", {{"id", created["id"]}});
  EXPECT_TRUE(everywhere({.target = "/life"}, 404));
}

TEST_F(Channels, AChangedCredentialIsInForceOnEveryWorkerOfEveryServer) {
  const auto key = done("zato.security.apikey.create", {{"name", "key"}, {"header", "X-Key"}, {"password", "planted-first-key"}});
  done("zato.http-soap.create", channel("keyed", {{"security_id", key["id"]}}));
  EXPECT_TRUE(everywhere(with("/keyed", "X-Key", "planted-first-key"), 200));
  EXPECT_TRUE(everywhere({.target = "/keyed"}, 401));
  done("zato.security.apikey.change-password", {{"id", key["id"]}, {"password1", "planted-second-key"}, {"password2", "planted-second-key"}});
  EXPECT_TRUE(everywhere(with("/keyed", "X-Key", "planted-first-key"), 401));
  EXPECT_TRUE(everywhere(with("/keyed", "X-Key", "planted-second-key"), 200));
  done("zato.security.apikey.edit", {{"id", key["id"]}, {"name", "key"}, {"header", "X-Key"}, {"is_active", false}});
  EXPECT_TRUE(everywhere(with("/keyed", "X-Key", "planted-second-key"), 401));
  EXPECT_THAT(get(cluster_->server(1), "/metrics").body, HasSubstr("zato_security_failed_logins_total{definition=\"key\",type=\"apikey\""));
}

TEST_F(Channels, AnExactLimitIsTheClusters) {
  const auto before = configurations();
  done("zato.http-soap.create", channel("limited", {{"is_rate_limit_active", true}, {"rate_limit_type", "EXACT"}, {"rate_limit_def", "127.0.0.0/8=25/d"}}));
  wait_until("all workers have the same new configuration", 10s, [&] {
    const auto now = configurations();
    return now.size() == 1 && !before.contains(*now.begin());
  });
  int passed = 0;
  for (int server = 1; server <= kServers; ++server) {
    for (int i = 0; i < kAsks; ++i) {
      const auto response = get(cluster_->server(server), "/limited");
      if (response.status == 200) ++passed;
      else EXPECT_GT(std::stoi(response.header("Retry-After")), 0) << response.status;
    }
  }
  EXPECT_EQ(passed, 25);
}

TEST_F(Channels, AnUnlistedAddressBehindTheLoadBalancerIsRefused) {
  done("zato.http-soap.create", channel("listed", {{"is_rate_limit_active", true}, {"rate_limit_def", "10.1.2.3=*"}}));
  EXPECT_TRUE(everywhere(with("/listed", "X-Forwarded-For", "10.1.2.3"), 200));
  EXPECT_TRUE(everywhere({.target = "/listed"}, 403));
  const auto through = fetch(cluster_->load_balancer(), with("/listed", "X-Forwarded-For", "10.1.2.3"));
  EXPECT_EQ(through.status, 200) << "the balancer and the client are both on this trusted machine: " << through.body;
}

TEST_F(Channels, AnswersAreCompressedAndRequestsUnpacked) {
  done("zato.http-soap.create", channel("gzip", {{"content_encoding", "gzip"}}));
  EXPECT_TRUE(everywhere({.target = "/gzip"}, 200));
  const std::string text(10'000, 'x');
  auto packed = with("/gzip", "Accept-Encoding", "gzip");
  packed.body = text;
  const auto response = fetch(cluster_->server(1), packed);
  EXPECT_EQ(response.header("Content-Encoding"), "gzip");
  EXPECT_LT(response.body.size(), 200u);
  auto back = with("/gzip", "Content-Encoding", "gzip");
  back.body = response.body;
  EXPECT_EQ(fetch(cluster_->server(2), back).body, text);
  back.body = "not gzip";
  EXPECT_EQ(fetch(cluster_->server(2), back).status, 400);
}

TEST_F(Channels, AnAnswerIsGivenAgainWhereTheChannelHasACache) {
  done("zato.cache.builtin.create", {{"name", "answers"}, {"sync_method", "no-sync"}, {"persistent_storage", "no-persistent-storage"}});
  done("zato.http-soap.create", channel("cached", {{"service", "demo.customer"}, {"url_path", "/cached/{id}"}, {"cache", "answers"}, {"cache_expiry", 3600}}));
  EXPECT_TRUE(everywhere({.target = "/cached/1"}, 200));
  Connection client(cluster_->server(1));  // of one worker
  const auto first = client.request({.target = "/cached/1"});
  done("zato.service.edit", {{"name", "demo.customer"}, {"is_active", false}});
  EXPECT_TRUE(everywhere({.target = "/demo/customer/1"}, 404));
  EXPECT_EQ(client.request({.target = "/cached/1"}).body, first.body);
  EXPECT_EQ(client.request({.target = "/cached/2"}).status, 404);
  done("zato.cache.builtin.edit", {{"name", "answers"}, {"is_active", false}});
  EXPECT_TRUE(everywhere({.target = "/cached/1"}, 404));
  done("zato.service.edit", {{"name", "demo.customer"}, {"is_active", true}});
}

TEST_F(Channels, AGatewayInvokesWhatItsWhitelistNames) {
  done("zato.http-soap.create",
       channel("gateway", {{"service", "pub.zato.service.service-invoker"}, {"url_path", "/gateway/{service_name}"}, {"service_whitelist", {"demo.echo"}}}));
  EXPECT_TRUE(everywhere({.target = "/gateway/demo.echo"}, 200));
  EXPECT_TRUE(everywhere({.target = "/gateway/demo.customer"}, 403));
}

TEST_F(Channels, ServicesSeeUtf8WhateverTheirCallersWrite) {
  done("zato.http-soap.create", channel("latin", {{"data_format", "csv"}, {"data_encoding", "iso-8859-2"}}));
  EXPECT_TRUE(everywhere({.target = "/latin"}, 200));
  const auto response = post(cluster_->server(1), "/latin", "ja\xbc\xf1");  // what is echoed was UTF-8 inside
  EXPECT_EQ(response.body, "ja\xbc\xf1");
  EXPECT_EQ(response.header("Content-Type"), "text/csv; charset=iso-8859-2");
  EXPECT_EQ(admin("zato.http-soap.edit", {{"name", "latin"}, {"data_encoding", "klingon"}}).status, 400);
}

TEST_F(Channels, TheClientsWishesDecideBetweenChannelsOfOnePath) {
  done("zato.http-soap.create", channel("wish-json", {{"url_path", "/wish"}, {"http_accept", "application/json"}, {"content_type", "application/json"}}));
  done("zato.http-soap.create", channel("wish-xml", {{"url_path", "/wish"}, {"http_accept", "application/xml"}, {"content_type", "application/xml"}}));
  EXPECT_TRUE(everywhere(with("/wish", "Accept", "application/xml"), 200));
  EXPECT_TRUE(everywhere(with("/wish", "Accept", "text/csv"), 404));
  EXPECT_EQ(fetch(cluster_->server(2), with("/wish", "Accept", "application/xml;q=0.9, application/json;q=0.2")).header("Content-Type"), "application/xml");
  EXPECT_EQ(fetch(cluster_->server(2), with("/wish", "Accept", "application/xml;q=0.1, application/json;q=0.2")).header("Content-Type"), "application/json");
}

TEST_F(Channels, AMemberOfAGroupMayCall) {
  const auto key = done("zato.security.apikey.create", {{"name", "member"}, {"header", "X-Member"}, {"password", "planted-member-key"}});
  const auto group = done("zato.groups.create", {{"name", "partners"}, {"group_type", "zato-api-creds"}, {"members", {"apikey-" + std::to_string(key["id"].get<int>())}}});
  done("zato.http-soap.create", channel("grouped", {{"security_groups", {std::to_string(group["id"].get<int>())}}}));
  EXPECT_TRUE(everywhere(with("/grouped", "X-Member", "planted-member-key"), 200));
  EXPECT_TRUE(everywhere(with("/grouped", "X-Member", "wrong"), 403));
  auto both = with("/grouped", "X-Member", "planted-member-key");
  both.headers.emplace_back("Authorization", basic_auth("a", "b"));
  EXPECT_TRUE(everywhere(both, 400));
}

TEST_F(Channels, ATokenIsGoodOnEveryServerUntilItsLogOut) {
  const auto jwt = done("zato.security.jwt.create", {{"name", "mobile"}, {"username", "joan"}, {"password", "planted-jwt-password"}, {"ttl", 600}});
  done("zato.http-soap.create", channel("tokened", {{"security_id", jwt["id"]}}));
  EXPECT_TRUE(everywhere({.target = "/tokened"}, 401));
  const auto log_in = [](const char* password) { return post(cluster_->server(1), "/zato/jwt/log-in", json{{"username", "joan"}, {"password", password}}.dump()); };
  EXPECT_EQ(log_in("wrong").status, 401);
  EXPECT_EQ(post(cluster_->server(1), "/zato/jwt/log-in", "[]").status, 400);
  const auto in = log_in("planted-jwt-password");
  ASSERT_EQ(in.status, 200) << in.body;
  const auto token = json::parse(in.body)["token"].get<std::string>();
  EXPECT_EQ(in.header("Authorization"), token);
  EXPECT_TRUE(everywhere(with("/tokened", "Authorization", "Bearer " + token), 200));
  const auto out = fetch(cluster_->server(2), with("/zato/jwt/log-out", "Authorization", "Bearer " + token));
  EXPECT_EQ(out.status, 200) << out.body;
  EXPECT_TRUE(everywhere(with("/tokened", "Authorization", "Bearer " + token), 401));
}

TEST_F(Channels, NoSecretIsInALog) {
  for (const auto& file : std::filesystem::recursive_directory_iterator(cluster_->root())) {
    if (file.path().extension() != ".log") continue;
    std::ifstream in(file.path());
    const std::string text(std::istreambuf_iterator<char>(in), {});
    EXPECT_THAT(text, Not(HasSubstr("planted-"))) << file.path();
    EXPECT_THAT(text, Not(HasSubstr("Bearer "))) << file.path();
  }
}

}  // namespace
}  // namespace zato::test
