#include "service/builtin.hpp"

#include "unit/service/fixture.hpp"

namespace zato::service {
namespace {

struct BuiltinServices : testing::Test {
  BuiltinServices() { EXPECT_TRUE(add_builtin_services(f.registry)); }
  test::Fixture f;
};

TEST_F(BuiltinServices, AnswerPingAndEcho) {
  EXPECT_EQ(f.payload_of("zato.ping"), R"({"pong": "zato"})");
  EXPECT_EQ(f.payload_of("zato.helpers.echo", "abc"), "abc");
  EXPECT_EQ(f.payload_of("zato.helpers.input-logger", "abc"), "");
}

TEST_F(BuiltinServices, LogRequestsForDevelopersOfClients) {
  EXPECT_EQ(f.payload_of("pub.helpers.raw-request-logger", "<a/>"), "");
  EXPECT_EQ(f.payload_of("zato.helpers.json-raw-request-logger", "<a/>"), R"({"status":"OK"})");
  EXPECT_EQ(f.payload_of("zato.helpers.sio-input-logger", R"({"a": 1})"), "");
  EXPECT_EQ(f.payload_of("zato.helpers.sio-input-logger", "[]"), "failure: The input is not a JSON object");
  EXPECT_EQ(f.payload_of("demo.ping"), R"({"cid":"K1","is_ok":true})");
}

TEST_F(BuiltinServices, InvokeOthersByNameAndId) {
  f.add("my.service", [](zato::Service& s) { s.response.payload = "got " + s.request.payload.bytes(); });
  ASSERT_TRUE(f.registry.update("my.service", [](Entry& entry) { entry.id = 17; }));
  const auto invoke = [&](const char* input) { return f.payload_of("zato.service.invoke", input); };
  const std::string answer = R"({"response":"Z290IGFiYw=="})";
  EXPECT_EQ(invoke(R"({"name":"my.service","payload":"YWJj"})"), answer);
  EXPECT_EQ(invoke(R"({"id":17,"payload":"YWJj"})"), answer);
  EXPECT_EQ(invoke(R"({"id":"17","name":"my.service"})"), "failure: Exactly one of `name` and `id` is needed");
  EXPECT_EQ(invoke(R"({"payload":"YWJj"})"), "failure: Exactly one of `name` and `id` is needed");
  EXPECT_EQ(invoke(R"({"name":"nobody"})"), "failure: Service `nobody` does not exist");
  EXPECT_EQ(invoke(R"({"id":18})"), "failure: Service with id `18` does not exist");
  EXPECT_EQ(invoke("{"), "failure: The payload is not valid JSON");
  EXPECT_EQ(invoke("[]"), "failure: The input is not a JSON object");
  EXPECT_EQ(invoke(R"({"name":"my.service","payload":"?"})"), "failure: `payload` is not base64");
  EXPECT_EQ(invoke(R"({"name":"my.service","async":true})"), "failure: there is no broker for asynchronous invocations");
}

TEST_F(BuiltinServices, InvokeOthersThroughThePathButNotInternalOnes) {
  f.add("my.service", [](zato::Service& s) { s.response.payload = "got " + s.request.payload.bytes(); });
  const auto invoke = [&](const char* name) {
    Invocation invocation{.service = "pub.zato.service.service-invoker", .request = {.payload = "abc"}};
    invocation.request.http.params = {{"service_name", name}};
    return f.invoke(std::move(invocation));
  };
  EXPECT_EQ(invoke("my.service")->response.payload, "got abc");
  EXPECT_EQ(invoke("nobody")->response.status_code, 400);
  EXPECT_EQ(invoke("zato.service.invoke")->response.status_code, 403);
}

}  // namespace
}  // namespace zato::service
