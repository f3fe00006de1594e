// The admin API of real servers: reached in every way that Zato's clients know, by callers of every role.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "support/cluster.hpp"
#include "support/wait.hpp"

namespace zato::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kPassword = "admin-api-test";

struct Answered {
  int status = 0;
  json body;
};

class AdminApi : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster_ = new Cluster({.servers = 2, .workers = 2});
    const auto set = zato({"service", "invoke", server1(), "zato.security.basic-auth.change-password", "--payload",
                           json{{"name", "admin.invoke"}, {"password1", kPassword}, {"password2", kPassword}}.dump()});
    ASSERT_EQ(set.exit_code, 0) << set.out << set.err;
    ASSERT_TRUE(eventually(5s, [] { return accepted_everywhere("admin.invoke", kPassword); }));
  }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }

  static Finished zato(std::vector<std::string> arguments) { return cluster_->zato(std::move(arguments)); }
  static std::string server1() { return cluster_->component("server1"); }

  static Answered answered(const Response& response) {
    return {response.status, json::parse(response.body, nullptr, false)};
  }

  // POST /zato/api/invoke/{service}
  static Answered call(const std::string& service, const json& input = json::object(), int server = 1,
                       const std::string& user = "admin.invoke", const std::string& password = kPassword) {
    return answered(post(cluster_->server(server), "/zato/api/invoke/" + service, input.dump(),
                         {{"Authorization", basic_auth(user, password)}}));
  }

  // POST /zato/admin/invoke, the response element and all.
  static json invoked(const std::string& service, const json& input, const json& more = json::object()) {
    json request{{"name", service}, {"payload", base::base64_encode(input.dump())}};
    request.update(more);
    const auto response = post(cluster_->server(1), "/zato/admin/invoke", request.dump(),
                               {{"Authorization", basic_auth("admin.invoke", kPassword)}});
    EXPECT_EQ(response.status, 200) << response.body;
    const auto body = json::parse(response.body, nullptr, false);
    return json::parse(
        base::base64_decode(body["zato_service_invoke_response"]["response"].get<std::string>()).value());
  }

  // Each worker of each server has been asked, in all likelihood: connections are dealt out by the kernel.
  static bool accepted_everywhere(const std::string& user, const std::string& password) {
    for (int i = 0; i < 30; ++i) {
      if (call("zato.info.get-info", json::object(), 1 + i % 2, user, password).status == 401) return false;
    }
    return true;
  }

  static json channel(const std::string& name) {
    return {{"name", name},
            {"connection", "channel"},
            {"transport", "plain_http"},
            {"url_path", "/" + name},
            {"service", "demo.echo"}};
  }

  static Cluster* cluster_;
};

Cluster* AdminApi::cluster_ = nullptr;

TEST_F(AdminApi, ACreatedChannelAnswersAtOnceOnEveryWorkerThatSaidSo) {
  const auto made = call("zato.http-soap.create", channel("at-once"));
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(made.body["name"], "at-once");
  for (const int server : {1, 2}) {
    EXPECT_TRUE(eventually(5s, [&] { return post(cluster_->server(server), "/at-once", "hello").body == "hello"; }))
        << post(cluster_->server(server), "/at-once", "hello").body;
  }
  EXPECT_EQ(call("zato.http-soap.delete", {{"name", "at-once"}}).status, 200);
  for (const int server : {1, 2}) {
    EXPECT_TRUE(eventually(5s, [&] { return post(cluster_->server(server), "/at-once", "hello").status == 404; }));
  }
}

TEST_F(AdminApi, TheAdminChannelAnswersInZatosElement) {
  const auto list = invoked("zato.http-soap.get-list", {{"paginate", true}, {"page_size", 2}});
  EXPECT_EQ(list["zato_http_soap_get_list_response"].size(), 2U) << list;
  EXPECT_EQ(list["_meta"]["search"]["page_size"], 2);
  EXPECT_TRUE(invoked("zato.http-soap.get-list", json::object(), {{"skip_response_elem", true}}).is_array());
}

TEST_F(AdminApi, TheCommandLineReachesItAsZatoDoes) {
  const auto list =
      zato({"service", "invoke", server1(), "zato.http-soap.get-list", "--payload", R"({"query": "ping"})"});
  EXPECT_EQ(list.exit_code, 0) << list.err;
  EXPECT_THAT(list.out, HasSubstr("zato_http_soap_get_list_response"));
  EXPECT_THAT(list.out, HasSubstr("/zato/ping"));
  const auto wrong = zato({"service", "invoke", server1(), "zato.http-soap.create", "--payload",
                           R"({"connection": "channel", "transport": "plain_http", "nmae": "x"})"});
  EXPECT_NE(wrong.exit_code, 0);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean `name`"));
}

TEST_F(AdminApi, MistakesAreAnsweredWithStatusFieldAndRule) {
  auto wrong = channel("wrong");
  wrong["url_path"] = "wrong";
  wrong["colour"] = "red";
  const auto refused = call("zato.http-soap.create", wrong);
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body.dump(), AllOf(HasSubstr("url_path: must start with"), HasSubstr("colour: no such field")));
  EXPECT_EQ(call("zato.http-soap.create", channel("twice")).status, 200);
  const auto twice = call("zato.http-soap.create", channel("twice"));
  EXPECT_EQ(twice.status, 400);
  EXPECT_THAT(twice.body.dump(), HasSubstr("REST channel `twice` already exists in this cluster"));
  EXPECT_EQ(call("zato.http-soap.get", {{"name", "nobody"}}).status, 404);
  EXPECT_EQ(call("zato.no-such.service").status, 400);
}

TEST_F(AdminApi, AnEditOfAnOldVersionIsA409ThatTellsWhatChanged) {
  const auto id = call("zato.http-soap.create", channel("stale")).body["id"];
  ASSERT_EQ(call("zato.http-soap.edit", {{"id", id}, {"version", 1}, {"url_path", "/stale-a"}}).status, 200);
  const auto stale = call("zato.http-soap.edit", {{"id", id}, {"version", 1}, {"url_path", "/stale-b"}});
  EXPECT_EQ(stale.status, 409);
  EXPECT_THAT(stale.body.dump(), AllOf(HasSubstr("url_path"), HasSubstr("admin.invoke")));
}

TEST_F(AdminApi, NobodyGetsInWithoutCredentialsOrARole) {
  EXPECT_EQ(call("zato.http-soap.get-list", json::object(), 1, "admin.invoke", "wrong").status, 401);
  // A user's service behind an open channel has no more rights than whoever calls it.
  auto open = channel("open-door");
  open["service"] = "zato.http-soap.get-list";
  ASSERT_EQ(call("zato.http-soap.create", open).status, 200);
  EXPECT_TRUE(eventually(5s, [&] { return post(cluster_->server(1), "/open-door", "{}").status == 403; }));
}

TEST_F(AdminApi, AGrantDecidesWhatADefinitionMayDoAtOnceOnEveryServer) {
  ASSERT_EQ(call("zato.security.basic-auth.create",
                 {{"name", "vera"}, {"username", "vera"}, {"realm", "x"}, {"password", "vera-pw"}})
                .status,
            200);
  auto door = channel("vera");
  door.update({{"url_path", "/vera/{service_name}"},
               {"service", "pub.zato.service.service-invoker"},
               {"security_name", "vera"},
               {"data_format", "json"}});
  ASSERT_EQ(call("zato.http-soap.create", door).status, 200);
  const auto as_vera = [](int server, const std::string& service, const json& input) {
    return post(cluster_->server(server), "/vera/" + service, input.dump(),
                {{"Authorization", basic_auth("vera", "vera-pw")}})
        .status;
  };
  EXPECT_TRUE(eventually(5s, [&] { return as_vera(1, "zato.http-soap.get-list", json::object()) == 403; }))
      << "no grant, no rights";
  ASSERT_EQ(call("zato.admin.grant.create", {{"name", "vera"}, {"security_name", "vera"}, {"role", "viewer"}}).status,
            200);
  for (const int server : {1, 2}) {
    EXPECT_TRUE(eventually(5s, [&] { return as_vera(server, "zato.http-soap.get-list", json::object()) == 200; }));
    EXPECT_EQ(as_vera(server, "zato.http-soap.create", channel("veras")), 403);
    EXPECT_EQ(as_vera(server, "zato.audit-log.get-list", json::object()), 403);
  }
  ASSERT_EQ(call("zato.admin.grant.set-active-status", {{"name", "vera"}, {"is_active", false}}).status, 200);
  EXPECT_TRUE(eventually(5s, [&] { return as_vera(2, "zato.http-soap.get-list", json::object()) == 403; }));
}

TEST_F(AdminApi, ChangesRefusalsAndFailedLoginsAreInTheAuditLogWithoutSecrets) {
  ASSERT_EQ(call("zato.security.basic-auth.create",
                 {{"name", "audited"}, {"username", "audited"}, {"realm", "x"}, {"password", "planted-secret"}})
                .status,
            200);
  call("zato.http-soap.get-list", json::object(), 1, "admin.invoke", "wrong-secret");
  json events;
  EXPECT_TRUE(eventually(5s, [&] {
    events = call("zato.audit-log.get-list", {{"kind", "login-failure"}}).body;
    return !events.empty();
  }));
  EXPECT_EQ(events[0]["address"], "127.0.0.1") << events;
  const auto all = call("zato.audit-log.get-list").body.dump();
  EXPECT_THAT(all, AllOf(HasSubstr("audited"), Not(HasSubstr("planted-secret")), Not(HasSubstr("wrong-secret"))));
  EXPECT_EQ(call("zato.audit-log.verify").body["is_whole"], true);
}

TEST_F(AdminApi, UndoHistoryAndStatusWorkOnALiveCluster) {
  const auto id = call("zato.http-soap.create", channel("undone")).body["id"];
  const auto history = call("zato.http-soap.history", {{"id", id}}).body;
  ASSERT_EQ(history.size(), 1U) << history;
  EXPECT_EQ(call("zato.config.undo", {{"sequence", history[0]["seq"]}}).status, 200);
  EXPECT_EQ(call("zato.http-soap.get", {{"id", id}}).status, 404);
  EXPECT_TRUE(eventually(20s, [] { return call("zato.config.status").body["is_applied_everywhere"] == true; }));
  EXPECT_EQ(call("zato.server.get-list").body.size(), 2U);
}

TEST_F(AdminApi, TheDescriptionIsServedToAdministratorsOnly) {
  EXPECT_EQ(get(cluster_->server(1), "/zato/admin/openapi.json").status, 401);
  const auto served = answered(
      get(cluster_->server(1), "/zato/admin/openapi.json", {{"Authorization", basic_auth("admin.invoke", kPassword)}}));
  EXPECT_EQ(served.status, 200);
  EXPECT_EQ(served.body["openapi"], "3.1.0");
  EXPECT_TRUE(served.body["paths"].contains("/zato/api/invoke/zato.http-soap.create"));
}

TEST_F(AdminApi, WhatIsStoredOnlyAnswers501WithAnHonestSentence) {
  ASSERT_EQ(call("zato.pubsub.topic.create", {{"name", "/orders"}}).status, 200);
  EXPECT_EQ(call("zato.pubsub.topic.clear", {{"name", "/orders"}}).status, 501);
}

}  // namespace
}  // namespace zato::test
