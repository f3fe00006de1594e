// Existing Python services, unchanged, in the workers of a real server: what they see, what they answer, what their failures do.
// The services are in python_services/.
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "support/cluster.hpp"
#include "support/wait.hpp"

namespace zato::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class PythonServices : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster_ = new Cluster({.servers = 1, .environment = {{"ZATO_MAIN__GUNICORN_TIMEOUT", "3"}}, .start = false});
    const auto user_conf = cluster_->component("server1") / "config/repo/user-conf";
    std::filesystem::create_directories(user_conf);
    std::ofstream(user_conf / "my-conf.ini") << "[crm]\nhost = example.com\nport = 8080\non = True\n";
    std::filesystem::copy(ZATO_TEST_PYTHON_SERVICES, cluster_->component("server1") / "work/hot-deploy/current");
    cluster_->start();
    for (const char* service :
         {"basics.greet", "basics.context", "basics.payload", "basics.raise", "basics.respond", "basics.verbs", "basics.helper", "basics.hooks", "basics.sleep",
          "basics.missing", "basics.get-crm-data", "any.name at-all", "simple-io.wrapped", "simple-io.renamed", "simple-io.bare", "simple-io.of-set",
          "simple-io.levels", "simple-io.rows", "simple-io.forgotten", "simple-io.shop", "simple-io.shop-caller", "invoking.everyone", "invoking.per-verb",
          "invoking.failing", "invoking.later", "invoking.endless", "invoking.in-time", "basics.busy", "basics.crash", "basics.spawn", "basics.secrets", "basics.settings", "basics.redis", "basics.command", "basics.endless", "invoking.fan", "invoking.retry", "demo.invoke-other"}) {
      channel(service, "/json/", "json");
    }
    for (const char* service : {"basics.payload", "basics.hooks", "simple-io.wrapped"}) channel(service, "/plain/", "");
    channel("basics.payload", "/form/", "form");
    wait_until("the channels are there", 10s, [] { return post(server(), "/form/basics.payload", "").status == 200; });
  }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }

  static Endpoint server() { return cluster_->server(1); }

  static void channel(const std::string& service, const std::string& prefix, const std::string& data_format) {
    const json input{{"name", prefix + service}, {"connection", "channel"}, {"transport", "plain_http"}, {"url_path", prefix + path_of(service)},
                     {"service", service}, {"data_format", data_format}};
    const auto created = invoked("zato.http-soap.create", input.dump());
    ASSERT_EQ(created.exit_code, 0) << service << created.out << created.err;
  }
  static std::string path_of(const std::string& service) { return service.starts_with("any") ? "named" : service; }

  static Finished invoked(const std::string& service, const std::string& payload) {
    return cluster_->zato({"service", "invoke", cluster_->component("server1"), service, "--payload", payload});
  }
  static Response call(const std::string& service, const json& input) { return post(server(), "/json/" + service, input.dump()); }
  static json answer(const std::string& service, const json& input = json::object()) {
    const auto response = call(service, input);
    EXPECT_EQ(response.status, 200) << service << ": " << response.body;
    return response.status == 200 ? json::parse(response.body, nullptr, false) : json::object();
  }
  static std::string log() { return cluster_->server_log(1); }

  static Cluster* cluster_;
};

Cluster* PythonServices::cluster_ = nullptr;

TEST_F(PythonServices, AServiceReadsJsonAndAnswersWithADict) {
  const auto response = call("basics.greet", {{"name", "Joan"}});
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.header("Content-Type"), "application/json");
  const auto body = json::parse(response.body);
  EXPECT_EQ(body["hello"], "Joan");
  EXPECT_EQ(body["cid"], response.header("X-Zato-CID"));
  EXPECT_THAT(log(), HasSubstr("basics.greet - " + response.header("X-Zato-CID") + " - greeting Joan"));
}

TEST_F(PythonServices, ABadFileIsLeftOutAloneAndTheLogSaysWhy) {
  EXPECT_THAT(log(), HasSubstr("No module named 'nothing_of_that_name'"));
  EXPECT_THAT(log(), AllOf(HasSubstr("bad_syntax.py"), HasSubstr("SyntaxError")));
  EXPECT_THAT(log(), AllOf(HasSubstr("class Both is left out"), HasSubstr("class Validated is left out: `schema`")));
}

TEST_F(PythonServices, NamesComeFromTheFileAndTheClass) {
  EXPECT_EQ(call("basics.get-crm-data", {}).body, "basics.get-crm-data");
  EXPECT_EQ(call("named", {}).body, "any.name at-all");
}

TEST_F(PythonServices, TheRequestIsThere) {
  const auto response = fetch(server(), {.method = "POST", .target = "/json/basics.context?q=1&q=2&one=x%20y", .headers = {{"X-Test", "t"}, {"User-Agent", "me"}}, .body = R"({"a": {"b": 1}})"});
  ASSERT_EQ(response.status, 200) << response.body;
  const auto seen = json::parse(response.body);
  EXPECT_EQ(seen["name"], "basics.context");
  EXPECT_EQ(seen["impl_name"], "basics.Context");
  EXPECT_EQ(seen["input_is_none"], true) << "there is no input without a declaration";
  EXPECT_EQ(seen["method"], "POST");
  EXPECT_EQ(seen["path"], "/json/basics.context");
  EXPECT_EQ(seen["GET"], (json{{"q", {"1", "2"}}, {"one", "x y"}}));
  EXPECT_EQ(seen["params"], seen["GET"]) << "the query is merged into the path's parameters";
  EXPECT_EQ(seen["agent"], "me");
  EXPECT_EQ(seen["header"], "t");
  EXPECT_EQ(seen["wsgi_header"], "t");
  EXPECT_EQ(seen["raw"], R"(b'{"a": {"b": 1}}')") << "bytes";
  EXPECT_EQ(seen["channel_type"], "http-soap");
  EXPECT_EQ(seen["remote"], "127.0.0.1");
  EXPECT_EQ(seen["bunch"], 1);
}

TEST_F(PythonServices, ThePayloadGoesByTheDataFormat) {
  EXPECT_EQ(call("basics.payload", {{"a", 1}}).body, "dict {'a': 1}");
  EXPECT_EQ(post(server(), "/json/basics.payload", "{not json").body, "bytes b'{not json'") << "what does not parse is no error";
  EXPECT_EQ(post(server(), "/json/basics.payload", "").body, "str ''");
  EXPECT_EQ(post(server(), "/plain/basics.payload", "{}").body, "bytes b'{}'");
  EXPECT_EQ(post(server(), "/form/basics.payload", "a=1&b=x%20y").body, "dict {'a': '1', 'b': 'x y'}");
}

TEST_F(PythonServices, AnswersAreWhatTheyWere) {
  const auto headers = call("basics.respond", {{"what", "headers"}});
  EXPECT_EQ(headers.status, 202);
  EXPECT_EQ(headers.header("X-One"), "1");
  EXPECT_EQ(headers.header("Content-Type"), "text/csv");
  EXPECT_EQ(headers.body, "a,b");
  const auto type = call("basics.respond", {{"what", "type"}});
  EXPECT_EQ(type.header("Content-Type"), "application/xml");
  EXPECT_EQ(type.body, "<a/>");
  EXPECT_EQ(call("basics.respond", {{"what", "dict"}}).body, R"({"url":"http:\/\/x\/","name":"\u00e9"})");
  EXPECT_EQ(call("basics.respond", {{"what", "list"}}).body, R"([1,"a",null])");
  EXPECT_EQ(call("basics.respond", {{"what", "nothing"}}).body, "");
  EXPECT_EQ(call("basics.respond", {{"what", "object"}}).status, 500);
}

TEST_F(PythonServices, ExceptionsBecomeStatuses) {
  for (const auto& [what, status] : std::map<std::string, int>{{"BadRequest", 400}, {"Forbidden", 403}, {"NotFound", 404}, {"TooManyRequests", 429},
                                                               {"Conflict", 500}, {"InternalServerError", 500}}) {
    const auto response = call("basics.raise", {{"what", what}});
    EXPECT_EQ(response.status, status) << what;
    EXPECT_THAT(response.body, HasSubstr(what == "BadRequest" ? "Bad request" : "the reason"));
    EXPECT_THAT(response.body, HasSubstr(response.header("X-Zato-CID")));
    EXPECT_EQ(response.header("X-Before"), "the failure");
  }
  EXPECT_THAT(call("basics.raise", {{"what", "told"}}).body, HasSubstr("the date is in the past"));
  const auto stranger = call("basics.raise", {{"what", "Unauthorized"}});
  EXPECT_EQ(stranger.status, 401);
  EXPECT_EQ(stranger.header("WWW-Authenticate"), "Basic realm=\"here\"");
}

TEST_F(PythonServices, ATracebackIsInTheLogAndNeverInTheAnswer) {
  const auto response = call("basics.raise", {{"what", "KeyError"}});
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, AllOf(Not(HasSubstr("planted-secret-detail")), Not(HasSubstr("basics.py"))));
  EXPECT_THAT(log(), AllOf(HasSubstr(response.header("X-Zato-CID") + " - the service failed: Traceback"), HasSubstr("basics.py\", line "),
                           HasSubstr("KeyError: 'planted-secret-detail'")));
}

TEST_F(PythonServices, WhatGreenletsLogAndPrintAndFailWithIsInTheLog) {
  const auto response = call("basics.spawn", {});
  EXPECT_EQ(response.body, "joined");
  EXPECT_THAT(log(), AllOf(HasSubstr("basics.spawn - " + response.header("X-Zato-CID") + " - planted line of a greenlet"),
                           HasSubstr("ValueError: planted failure of a greenlet"), HasSubstr("stdout - " + response.header("X-Zato-CID") + " - planted print")));
}

TEST_F(PythonServices, WhatIsNotThereYetSaysItsName) {
  EXPECT_EQ(call("basics.missing", {}).status, 500);
  EXPECT_THAT(log(), HasSubstr("NotImplementedError: self.cloud is not available"));
}

TEST_F(PythonServices, AMethodPerVerbAnswersItsVerbOnly) {
  EXPECT_EQ(get(server(), "/json/basics.verbs").body, "got");
  EXPECT_EQ(call("basics.verbs", {}).body, "posted");
  const auto refused = fetch(server(), {.method = "DELETE", .target = "/json/basics.verbs"});
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.header("Allow"), "GET, POST");
  EXPECT_EQ(call("basics.helper", {}).status, 405) << "any attribute that begins with handle_ makes it so";
  EXPECT_EQ(call("invoking.per-verb", {}).body, "''") << "an invocation has no verb";
}

TEST_F(PythonServices, HooksRunInTheirOrder) {
  EXPECT_EQ(post(server(), "/plain/basics.hooks", "x").body, "accept before validate_input handle validate_output after finalize");
  EXPECT_THAT(log(), HasSubstr("a hook that fails"));
  EXPECT_EQ(call("basics.hooks", "invalid").status, 400);
  EXPECT_EQ(call("basics.hooks", "refuse").status, 400);
}

TEST_F(PythonServices, NamesOfInputSayTheirTypeAndAClassSimpleIOWrapsItsOutput) {
  const auto response = call("simple-io.wrapped", {{"name", 5}, {"is_new", "yes"}, {"order_id", "12"}});
  EXPECT_EQ(response.body, R"({"response": {"is_new": true, "name": "5", "order_id": 12, "note": ""}})") << "required ones first, in order";
  EXPECT_EQ(post(server(), "/json/simple-io.wrapped?name=url&order_id=3", R"({"name": "body"})").body,
            R"({"response": {"is_new": false, "name": "url", "order_id": 3, "note": ""}})") << "the URL wins";
  EXPECT_EQ(call("simple-io.renamed", {{"a", "x"}}).body, R"({"answer": {"a": "x"}})");
}

TEST_F(PythonServices, RequiredInputIsRequired) {
  const auto missing = call("simple-io.wrapped", {{"order_id", 1}});
  EXPECT_EQ(missing.status, 400);
  EXPECT_THAT(missing.body, HasSubstr("Element missing: name"));
  EXPECT_EQ(post(server(), "/json/simple-io.wrapped", "").status, 400);
  EXPECT_EQ(call("simple-io.wrapped", {{"name", "x"}, {"order_id", "abc"}}).status, 500);
  EXPECT_EQ(call("simple-io.wrapped", {{"name", "x"}, {"is_new", "maybe"}}).status, 500);
  EXPECT_EQ(call("simple-io.forgotten", {}).status, 500) << "so is required output";
}

TEST_F(PythonServices, ABareNameAnElementAndASetAreDeclarations) {
  EXPECT_EQ(call("simple-io.bare", {{"customer", "four"}}).body, R"({"response": {"size": 4}})");
  EXPECT_EQ(call("simple-io.of-set", {{"a", 1}, {"b", 2}}).body, R"(["a","b"])");
}

TEST_F(PythonServices, ElementsConvertBothWays) {
  const auto all = answer("simple-io.levels", {{"a", 1}, {"b", nullptr}, {"ratio", "1.5"}, {"flag", "no"}, {"day", "2026-03-04T05:06:07"}, {"at", "2026-03-04"},
                                               {"price", "1.10"}, {"tags", "one"}, {"who", {{"name", "n"}, {"x", 1}}}, {"lines", {{{"sku", "s"}}}}, {"password", 7}});
  EXPECT_EQ(all, (json{{"a", "1"}, {"b", nullptr}, {"count", 5}, {"ratio", 1.5}, {"flag", false}, {"day", "2026-03-04"}, {"at", "2026-03-04T00:00:00"},
                       {"price", "1.10"}, {"tags", {"one"}}, {"who", {{"name", "n"}, {"age", ""}}}, {"lines", {{{"sku", "s"}}}}, {"password", 7}}));
}

TEST_F(PythonServices, RowsBecomeAList) { EXPECT_EQ(call("simple-io.rows", {}).body, R"({"response": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]})"); }

TEST_F(PythonServices, ModelsAreBuiltFromMessagesAndSentAsThem) {
  const json order{{"order_id", "7"}, {"lines", {{{"sku", "a"}, {"count", "2"}}, {{"sku", "b"}}}}};
  EXPECT_EQ(answer("simple-io.shop", order), (json{{"total", 3}, {"order", {{"order_id", 7}, {"note", ""}, {"lines", {{{"sku", "a"}, {"count", 2}}, {{"sku", "b"}, {"count", 1}}}}}}}));
  const auto missing = call("simple-io.shop", {{"order_id", 7}, {"lines", {{{"count", 1}}}}});
  EXPECT_EQ(missing.status, 400);
  EXPECT_THAT(missing.body, HasSubstr("Element missing: /lines[0]/sku"));
  EXPECT_EQ(answer("simple-io.shop-caller"), (json{{"same", true}, {"total", 3}})) << "between services the very object is handed over";
}

TEST_F(PythonServices, TheyInvokeEachOtherAndCppAndAreInvokedByCpp) {
  auto all = answer("invoking.everyone");
  EXPECT_EQ(all["native"], (json{{"a", 1}}));
  EXPECT_EQ(all["native_text"], "text");
  EXPECT_EQ(all["python"]["hello"], "Joan");
  EXPECT_EQ(all["by_class"], (json{{"type", "dict"}, {"channel", "invoke"}, {"name", "Jan"}, {"environ", json::object()}, {"http", nullptr}, {"wsgi", json::object()}}));
  EXPECT_EQ(all["wrapped"], (json{{"response", {{"name", "x"}, {"is_new", true}, {"order_id", 3}, {"note", ""}}}}));
  EXPECT_EQ(all["unwrapped"]["name"], "x");
  EXPECT_EQ(all["bunch"], "x");
  EXPECT_EQ(all["sibling"], 42);
  const auto from_cpp = invoked("basics.greet", R"({"name": "Jo"})");
  EXPECT_THAT(from_cpp.out, HasSubstr(R"("hello":"Jo")")) << from_cpp.err;
  const std::string input = R"({"name": "x", "order_id": 1})";
  EXPECT_THAT(invoked("simple-io.wrapped", input).out, HasSubstr(R"({"response": {)"));
  const json asked{{"name", "simple-io.wrapped"}, {"payload", base::base64_encode(input)}, {"data_format", "json"}, {"skip_response_elem", true}};
  const auto bare = json::parse(invoked("zato.service.invoke", asked.dump()).out, nullptr, false);
  EXPECT_EQ(bare.value("response", ""), base::base64_encode(R"({"is_new": false, "name": "x", "order_id": 1, "note": ""})")) << bare;
}

TEST_F(PythonServices, FailuresOfInvokedServicesAreExceptions) {
  auto seen = answer("invoking.failing");
  EXPECT_THAT(seen["no.such.service"], HasSubstr("KeyError"));
  EXPECT_THAT(seen["invoking.failing"], HasSubstr("ZatoException"));
  EXPECT_EQ(seen["basics.raise{'what': 'NotFound'}"], "NotFound: the reason");
  EXPECT_THAT(seen["basics.raise{'what': 'KeyError'}"], HasSubstr("KeyError"));
  EXPECT_THAT(seen["demo.customer"], HasSubstr("BadRequest")) << "of a C++ service";
  EXPECT_EQ(call("invoking.endless", {}).status, 500);
  EXPECT_THAT(log(), HasSubstr("levels deep"));
  EXPECT_EQ(answer("invoking.in-time"), (json{{"none", nullptr}}));
}

TEST_F(PythonServices, AnAsynchronousInvocationAnswersItsCallback) {
  EXPECT_THAT(answer("invoking.later")["cid"], testing::StartsWith("K"));
  const auto is_there = [] {
    const auto done = answer("invoking.later", "look");  // as long as there is none, no JSON: an empty list is an empty answer
    return done.is_array() && done.size() == 1;
  };
  EXPECT_TRUE(eventually(5s, is_there));
  auto done = answer("invoking.later", "look");
  EXPECT_EQ(done[0][0]["name"], "later");
  EXPECT_EQ(done[0][1], true);
}

TEST_F(PythonServices, TheyAreCountedAsAllServicesAre) {
  EXPECT_TRUE(eventually(5s, [] { return get(server(), "/metrics").body.find("service=\"invoking.inner\"") != std::string::npos; }))
      << "also those that run within Python";
}

TEST_F(PythonServices, AHundredWaitAtTheSameTime) {
  std::vector<std::unique_ptr<Connection>> connections;
  const auto start = Clock::now();
  for (int i = 0; i < 100; ++i) {
    connections.push_back(std::make_unique<Connection>(server(), 30s));
    connections.back()->send(serialize({.method = "POST", .target = "/json/basics.sleep"}));
  }
  for (auto& connection : connections) EXPECT_EQ(connection->read_response().body, "slept");
  EXPECT_LT(Clock::now() - start, 5s * slowness());
}

TEST_F(PythonServices, ComputingDelaysNoCppServiceAndIsNamed) {
  Connection computing(server(), 60s);
  computing.send(serialize({.method = "POST", .target = "/json/basics.busy", .body = R"({"seconds": 2.5})"}));
  Connection other(server());
  Millis slowest{0};
  for (int i = 0; i < 200; ++i) {
    const auto start = Clock::now();
    ASSERT_EQ(other.request({.target = "/zato/ping"}).status, 200);
    slowest = std::max(slowest, std::chrono::duration_cast<Millis>(Clock::now() - start));
  }
  EXPECT_LT(slowest, 100ms * slowness());
  EXPECT_EQ(computing.read_response().status, 200);
  EXPECT_THAT(log(), AllOf(HasSubstr("service basics.busy has kept Python busy"), HasSubstr("in handle")));
}

TEST_F(PythonServices, SecretsArriveEncrypted) { EXPECT_EQ(answer("basics.secrets", {{"password", "planted-password"}}), (json{{"hidden", true}, {"opened", "planted-password"}})); }

TEST_F(PythonServices, UserConfigurationRedisLocksAndCommandsAreThere) {
  EXPECT_EQ(answer("basics.settings"), (json{{"host", "example.com"}, {"port", 8080}, {"on", true}, {"time", 19}}));
  auto redis = answer("basics.redis");
  EXPECT_EQ(redis["got"], "value");
  EXPECT_THAT(redis["twice"], HasSubstr("LockTimeout"));
  EXPECT_EQ(answer("basics.command"), (json{{"out", "hello"}, {"err", "err\n"}, {"code", 3}, {"ok", false}, {"late", true}}));
}

TEST_F(PythonServices, PatternsInvokeManyAndAgain) {
  EXPECT_EQ(call("invoking.fan", {}).status, 200);
  EXPECT_TRUE(eventually(5s, [] { return answer("invoking.fan", "look").size() == 3; }));
  const auto told = answer("invoking.fan", "look");
  EXPECT_THAT(told, testing::Contains(json{"demo.echo", true}));
  EXPECT_THAT(told, testing::Contains(json{"basics.raise", false}));
  EXPECT_EQ(told[2], (json{"demo.echo", "basics.raise"}));
  EXPECT_EQ(answer("invoking.retry"), (json{{"tries", 3}}));
}

TEST_F(PythonServices, ZAnEndlessServiceCostsTheWorkerOnceItsTimeIsOver) {
  const auto before = cluster_->workers(1);
  Connection endless(server());
  endless.send(serialize({.method = "POST", .target = "/json/basics.endless"}));
  EXPECT_EQ(get(server(), "/zato/ping").status, 200) << "C++ goes on";
  EXPECT_TRUE(eventually(30s, [&] { return cluster_->workers(1) != before && !cluster_->workers(1).empty(); }));
  EXPECT_TRUE(eventually(10s, [] { return post(server(), "/json/basics.greet", R"({"name": "x"})").status == 200; }));
  EXPECT_THAT(log(), HasSubstr("service basics.endless has kept Python busy"));
}

// The last one: it costs the worker.
TEST_F(PythonServices, ZZACrashCostsTheWorkerAndNothingElse) {
  const auto before = cluster_->workers(1);
  Connection crashing(server());
  crashing.send(serialize({.method = "POST", .target = "/json/basics.crash"}));
  EXPECT_TRUE(eventually(10s, [&] { return cluster_->workers(1) != before && !cluster_->workers(1).empty(); }));
  EXPECT_TRUE(eventually(10s, [] { return post(server(), "/json/basics.greet", R"({"name": "x"})").status == 200; }));
}

}  // namespace
}  // namespace zato::test
