// C++ services in the workers of a real server: what they see, what they answer, what their failures do. The services are in
// cpp_services/; the cases are those of python_services_test.cpp, where both languages have them.
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "support/cluster.hpp"
#include "support/wait.hpp"

namespace zato::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CppServices : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster_ = new Cluster({.servers = 1, .start = false});
    const auto user_conf = cluster_->component("server1") / "config/repo/user-conf";
    std::filesystem::create_directories(user_conf);
    std::ofstream(user_conf / "my-conf.ini") << "[crm]\nhost = example.com\nport = 8080\non = True\n";
    const auto deployed = cluster_->component("server1") / "work/hot-deploy/current";
    std::filesystem::create_directories(deployed);
    for (const char* module : {"cpp_basics.so", "cpp_simple_io.so", "cpp_facilities.so"})
      std::filesystem::copy(std::filesystem::path(ZATO_TEST_CPP_MODULES) / module, deployed);
    cluster_->start();
    for (const char* service : {"greet", "context", "raise", "respond", "verbs", "mirror", "lines", "forgotten", "cached", "key-value", "key-value-on-thread",
                                "locked", "locked-on-thread", "patterned", "clock", "settings", "secrets", "failing"})
      channel(service, "/json/", "json");
    for (const char* service : {"hooks", "greet"}) channel(service, "/plain/", "");
    for (const char* service : {"form", "mirror", "context"}) channel(service, "/form/", "form");
    for (const char* service : {"mirror", "lines"}) channel(service, "/xml/", "xml");
    for (const char* service : {"mirror", "lines"}) channel(service, "/csv/", "csv");
    wait_until("the channels are there", 10s, [] { return post(server(), "/csv/lines", "").status == 200; });
  }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }

  static Endpoint server() { return cluster_->server(1); }

  static void channel(const std::string& service, const std::string& prefix, const std::string& data_format) {
    const json input{{"name", prefix + service}, {"connection", "channel"},  {"transport", "plain_http"},
                     {"url_path", prefix + service}, {"service", "cpp." + service}, {"data_format", data_format}};
    const auto created = cluster_->zato({"service", "invoke", cluster_->component("server1"), "zato.http-soap.create", "--payload", input.dump()});
    ASSERT_EQ(created.exit_code, 0) << service << created.out << created.err;
  }
  static Response call(const std::string& service, const json& input) { return post(server(), "/json/" + service, input.dump()); }
  static json answer(const std::string& service, const json& input = json::object()) {
    const auto response = call(service, input);
    EXPECT_EQ(response.status, 200) << service << ": " << response.body << log();
    return response.status == 200 ? json::parse(response.body, nullptr, false) : json::object();
  }
  static std::string log() { return cluster_->server_log(1); }

  static Cluster* cluster_;
};

Cluster* CppServices::cluster_ = nullptr;

TEST_F(CppServices, AServiceReadsJsonAndAnswersWithIt) {
  const auto response = call("greet", {{"name", "Joan"}});
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.header("Content-Type"), "application/json");
  const auto body = json::parse(response.body);
  EXPECT_EQ(body["hello"], "Joan");
  EXPECT_EQ(body["cid"], response.header("X-Zato-CID"));
  EXPECT_THAT(log(), HasSubstr("cpp.greet - " + response.header("X-Zato-CID") + " - greeting Joan"));
}

TEST_F(CppServices, TheRequestIsThere) {
  const auto response = fetch(server(), {.method = "POST", .target = "/json/context?q=1&q=2&one=x%20y", .headers = {{"X-Test", "t"}, {"User-Agent", "me"}}, .body = "{}"});
  ASSERT_EQ(response.status, 200) << response.body;
  const auto seen = json::parse(response.body);
  EXPECT_EQ(seen["name"], "cpp.context");
  EXPECT_EQ(seen["method"], "POST");
  EXPECT_EQ(seen["path"], "/json/context");
  EXPECT_EQ(seen["GET"], (json{{"q", {"1", "2"}}, {"one", {"x y"}}}));
  EXPECT_EQ(seen["agent"], "me");
  EXPECT_EQ(seen["header"], "t");
  EXPECT_EQ(seen["channel"], "/json/context");
  EXPECT_EQ(seen["channel_type"], "http-soap");
  EXPECT_EQ(seen["remote"], "127.0.0.1");
  EXPECT_EQ(seen["data_format"], "json");
  EXPECT_EQ(seen["raw"], "{}");
}

TEST_F(CppServices, FormsHaveFieldsAndFiles) {
  EXPECT_EQ(json::parse(post(server(), "/form/form", "a=x%20y&b=2").body)["a"], "x y");
  const std::string body =
      "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\n"
      "Content-Type: text/plain\r\n\r\ncontent\r\n--b--\r\n";
  const auto response = post(server(), "/form/form", body, {{"Content-Type", "multipart/form-data; boundary=b"}});
  EXPECT_EQ(response.body, R"({"a":"one","files":[["f","x.txt","text/plain","content"]]})");
  EXPECT_EQ(post(server(), "/form/form", "--b\r\n", {{"Content-Type", "multipart/form-data; boundary=b"}}).status, 400);
  EXPECT_EQ(post(server(), "/form/mirror", "id=5&customer=Joan&is_new=on&tags=a&tags=b").body,
            R"({"id":5,"customer":"Joan","is_new":true,"tags":["a","b"],"lines":[]})");
}

TEST_F(CppServices, AnswersAreWhatTheyWere) {
  const auto response = call("respond", {});
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(response.header("X-One"), "1");
  EXPECT_EQ(response.header("Content-Type"), "text/csv");
  EXPECT_EQ(response.body, "a,b");
}

TEST_F(CppServices, ExceptionsBecomeStatuses) {
  for (const int status : {400, 403, 404, 405, 406, 409, 410, 412, 413, 415, 418, 422, 500, 501, 502, 503, 504}) {
    const auto response = call("raise", {{"what", std::to_string(status)}});
    EXPECT_EQ(response.status, status);
    EXPECT_THAT(response.body, AllOf(HasSubstr("the reason"), HasSubstr(response.header("X-Zato-CID"))));
    EXPECT_EQ(response.header("X-Before"), "the failure");
  }
  EXPECT_EQ(call("raise", {{"what", "unauthorized"}}).header("WWW-Authenticate"), "Basic realm=\"here\"");
  const auto busy = call("raise", {{"what", "busy"}});
  EXPECT_EQ(busy.status, 429);
  EXPECT_EQ(busy.header("Retry-After"), "7");
}

TEST_F(CppServices, ABugIsInTheLogAndNeverInTheAnswer) {
  const auto response = call("raise", {{"what", "bug"}});
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, Not(HasSubstr("planted-secret-detail")));
  EXPECT_THAT(log(), HasSubstr(response.header("X-Zato-CID") + " - the service failed: std::out_of_range: planted-secret-detail"));
}

TEST_F(CppServices, AFunctionPerMethodAnswersItsMethodOnly) {
  EXPECT_EQ(get(server(), "/json/verbs").body, "got");
  EXPECT_EQ(call("verbs", {}).body, "posted");
  const auto refused = fetch(server(), {.method = "DELETE", .target = "/json/verbs"});
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.header("Allow"), "GET, POST");
}

TEST_F(CppServices, HooksRunInTheirOrder) {
  EXPECT_EQ(post(server(), "/plain/hooks", "x").body, "accept before validate_input handle validate_output after finalize");
  EXPECT_THAT(log(), HasSubstr("before_handle failed: a hook that fails"));
  EXPECT_EQ(post(server(), "/plain/hooks", "invalid").status, 400);
  const auto refused = post(server(), "/plain/hooks", "refuse");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.body, "");
}

TEST_F(CppServices, ElementsConvertBothWays) {
  const json all{{"id", 7},       {"customer", "Joan"},      {"is_new", true}, {"ratio", 1.5},     {"day", "2026-03-04"},
                 {"at", "2026-03-04T05:06:07+00:00"}, {"price", "19.90"}, {"key", "0123456789abcdef0123456789abcdef"}, {"codes", "a,b"},
                 {"tags", {"x"}}, {"extra", {{"deep", {nullptr}}}}, {"lines", {{{"sku", "s"}, {"count", 2}}}}, {"any", {1, "2"}}, {"token", "planted-token"}};
  EXPECT_EQ(answer("mirror", all), all);
  EXPECT_THAT(log(), AllOf(HasSubstr("planted: input through http-soap"), HasSubstr("token: ******"), Not(HasSubstr("planted-token"))));
  EXPECT_EQ(answer("mirror", {{"id", "7"}, {"customer", 5}, {"unknown", 1}}), (json{{"id", 7}, {"customer", "5"}, {"is_new", false}, {"tags", json::array()}, {"lines", json::array()}}));
  EXPECT_EQ(post(server(), "/json/mirror?customer=url&id=3", R"({"customer": "body"})").body, R"({"id":3,"customer":"url","is_new":false,"tags":[],"lines":[]})") << "the URL wins";
}

TEST_F(CppServices, WhatIsMissingOrInvalidIsNamed) {
  const auto missing = call("mirror", {{"id", 1}});
  EXPECT_EQ(missing.status, 400);
  EXPECT_THAT(missing.body, HasSubstr("Element missing: customer; it is required and must be text"));
  const auto invalid = call("mirror", {{"id", 1}, {"customer", "x"}, {"lines", {{{"sku", "s"}, {"count", "planted-value"}}}}});
  EXPECT_EQ(invalid.status, 400);
  EXPECT_THAT(invalid.body, AllOf(HasSubstr("Element invalid: /lines[0]/count must be an integer, not text"), Not(HasSubstr("planted-value"))));
  EXPECT_EQ(post(server(), "/json/mirror", "{not json").status, 400);
  EXPECT_EQ(call("forgotten", {}).status, 500);
  EXPECT_THAT(log(), HasSubstr("required output element `needed` is missing"));
}

TEST_F(CppServices, XmlIsReadAndWritten) {
  const auto response = post(server(), "/xml/mirror", "<request><id>5</id><customer>J &amp; D</customer><tags><item>a</item></tags><lines><item><sku>s</sku></item></lines></request>");
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.header("Content-Type"), "application/xml");
  EXPECT_THAT(response.body, HasSubstr("<response><id>5</id><customer>J &amp; D</customer><is_new>false</is_new><tags><item>a</item></tags>"
                                       "<lines><item><sku>s</sku><count>1</count></item></lines></response>"));
  EXPECT_EQ(post(server(), "/xml/mirror", "<request><id>").status, 400);
}

TEST_F(CppServices, CsvIsReadAndWritten) {
  const auto response = post(server(), "/csv/lines", "sku,count\na,2\n\"b,c\",\n");
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.header("Content-Type"), "text/csv");
  EXPECT_EQ(response.body, "sku,count\na,4\n\"b,c\",2\n");
}

TEST_F(CppServices, BombsAreRefused) {
  std::string deep, elements = "<r>", pairs, parts;
  for (int i = 0; i < 200; ++i) deep += "{\"extra\":";
  for (int i = 0; i < 600'000; ++i) elements += "<a/>";
  for (int i = 0; i < 1001; ++i) pairs += "a=1&";
  for (int i = 0; i < 1001; ++i) parts += "\r\n--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx";
  const std::string laughs = "<!DOCTYPE a [<!ENTITY b \"x\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
  const std::string file = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a><customer>&b;</customer></a>";
  EXPECT_EQ(post(server(), "/json/mirror", deep).status, 400);
  EXPECT_EQ(post(server(), "/json/mirror", std::string(5'000'000, '[')).status, 400);
  EXPECT_EQ(post(server(), "/xml/mirror", elements + "</r>").status, 400);
  for (const auto& bomb : {laughs, file}) {
    const auto response = post(server(), "/xml/mirror", bomb);
    EXPECT_EQ(response.status, 400);
    EXPECT_THAT(response.body, AllOf(HasSubstr("document type definition"), Not(HasSubstr("root:"))));
  }
  EXPECT_EQ(post(server(), "/form/mirror", pairs).status, 400);
  EXPECT_EQ(post(server(), "/form/form", parts + "\r\n--b--", {{"Content-Type", "multipart/form-data; boundary=b"}}).status, 400);
}

TEST_F(CppServices, CachesKeepValuesUntilTheyExpire) {
  EXPECT_EQ(answer("cached"), (json{{"text", "same"}, {"count", 2}, {"name", "Jan"}, {"number", 5}, {"renamed", 2}, {"other", false}, {"expires", true},
                                    {"any", 1}, {"erased", 1}, {"left", {"customer.2"}}, {"size", 0}}));
}

TEST_F(CppServices, RedisIsThereOnFibersAndThreads) {
  for (const char* service : {"key-value", "key-value-on-thread"}) {
    auto seen = answer(service);
    ASSERT_EQ(seen["refused"].size(), 3U);
    EXPECT_THAT(seen["refused"][1].get<std::string>(), HasSubstr("BLPOP is not for services"));
    EXPECT_THAT(seen["error"].get<std::string>(), HasSubstr("not an integer"));
    seen.erase("refused");
    seen.erase("error");
    EXPECT_EQ(seen, (json{{"get", "value"}, {"none", false}, {"again", false}, {"list", {"a", "b"}}, {"hash", {{"field", "x"}}}, {"incr", 5}, {"ttl", true}, {"ping", "PONG"}}));
  }
}

TEST_F(CppServices, ALockIsHeldByOneAtATime) {
  for (const char* service : {"locked", "locked-on-thread"}) EXPECT_EQ(call(service, {}).body, "lock `one-at-a-time` is held by somebody else") << log();
}

TEST_F(CppServices, PatternsInvokeSeveralAndRetry) {
  auto seen = answer("patterned");
  EXPECT_EQ(seen["together"], true);
  EXPECT_EQ(seen["slept"], "slept");
  EXPECT_EQ(seen["conflict"], "the reason");
  EXPECT_EQ(seen["unknown"], false);
  EXPECT_EQ(seen["retried"], "third time");
  std::string told;
  wait_until("the final callback was invoked", 5s, [&] { return !(told = post(server(), "/json/patterned", "look").body).empty(); });
  const auto final = json::parse(told);
  EXPECT_EQ(final["phase"], "on-final");
  EXPECT_EQ(final["source"], "cpp.patterned");
  ASSERT_EQ(final["data"].size(), 2U) << told;
  EXPECT_EQ(final["data"][0]["target"], "demo.echo");
  EXPECT_EQ(final["data"][0]["ok"], true);
  EXPECT_EQ(final["data"][0]["cid"], seen["group"]);
  EXPECT_EQ(final["data"][1]["ok"], false);
  EXPECT_THAT(final["data"][1]["exception"].get<std::string>(), HasSubstr("the reason"));
}

TEST_F(CppServices, TimeIsKnownInAllZones) {
  auto seen = answer("clock");
  EXPECT_EQ(seen["summer"], "2026-07-01T14:00:00+02:00");
  EXPECT_EQ(seen["winter"], "2026-01-01 07:00 -05:00 EST");
  EXPECT_EQ(seen["utc"], "2026-01-01T12:00:00+00:00");
  EXPECT_EQ(seen["today"], true);
  EXPECT_EQ(seen["local"], 25);
  EXPECT_EQ(seen["unknown"], "there is no time zone `Mars/Olympus`");
}

TEST_F(CppServices, FilesOfUsersAreRead) {
  EXPECT_EQ(answer("settings"), (json{{"host", "example.com"}, {"port", 8080}, {"on", true}, {"missing", 7}}));
  std::ofstream(cluster_->component("server1") / "config/repo/user-conf/my-conf.ini") << "[crm]\nhost = other.example.com\nport = 8081\non = no\n";
  wait_until("the edited file counts", 10s, [] { return answer("settings")["port"] == 8081; });
}

TEST_F(CppServices, SecretsAreEncryptedAndDecrypted) { EXPECT_EQ(answer("secrets"), (json{{"hidden", true}, {"opened", "planted-text"}, {"refused", true}})); }

TEST_F(CppServices, FailuresOfOthersCanBeToldApart) {
  const auto seen = answer("failing");
  EXPECT_EQ(seen["cpp.raise{\"what\":\"404\"}"], "NotFound: the reason");
  EXPECT_THAT(seen["no.such.service"].get<std::string>(), HasSubstr("InvokeError: "));
  EXPECT_THAT(seen["cpp.raise{\"what\":\"bug\"}"].get<std::string>(), HasSubstr("InvokeError: "));
}

}  // namespace
}  // namespace zato::test
