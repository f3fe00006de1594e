// The public headers by themselves, as a service author meets them: no server, no runtime.
#include <gtest/gtest.h>

#include "support/fake_runtime.hpp"
#include "zato/json.hpp"
#include "zato/service.hpp"

namespace zato {
namespace {

TEST(ServiceApi, LetsAServiceBeTestedWithoutAServer) {
  struct Greeter : Service {
    void handle() override { response.payload = "Hello " + request.channel_params.get("name", "world"); }
  } service;
  service.request.channel_params = {{"name", "Joan"}};
  service.logger.info("goes {}", "nowhere");
  service.handle();
  EXPECT_EQ(service.response.payload, "Hello Joan");
  EXPECT_THROW(service.invoke("other"), std::logic_error);
}

TEST(ServiceApi, FormatsTextWithArguments) {
  EXPECT_EQ(format("{} of {}, {}% {{braces}} {} {}", 3, std::string("ten"), 1.5, true, 'c'),
            "3 of ten, 1.5% {braces} true c");
  EXPECT_EQ(format("none"), "none");
}

TEST(ServiceApi, FindsHeadersInAnyCaseAndParametersExactly) {
  const Headers headers{{"Content-Type", "text/plain"}, {"X-A", "1"}, {"x-a", "2"}};
  EXPECT_EQ(headers.get("content-type"), "text/plain");
  EXPECT_EQ(headers.all("X-A"), (std::vector<std::string_view>{"1", "2"}));
  const Params params{{"Id", "1"}};
  EXPECT_FALSE(params.contains("id"));
  EXPECT_EQ(params.get("id", "none"), "none");
}

TEST(ServiceApi, ReadsNumbersAndRefusesOthers) {
  const Params params{{"id", "-12"}, {"big", "99999999999999999999"}, {"text", "12x"}, {"ratio", "2.5"}};
  EXPECT_EQ(params.number("id"), -12);
  EXPECT_EQ(params.number("missing", 5), 5);
  EXPECT_DOUBLE_EQ(params.number<double>("ratio"), 2.5);
  EXPECT_THROW(params.number("big"), BadRequest);
  EXPECT_THROW(params.number("text"), BadRequest);
  EXPECT_THROW(params.number<unsigned>("id"), BadRequest);
  try {
    params.at("nope");
    FAIL();
  } catch (const BadRequest& e) {
    EXPECT_STREQ(e.what(), "Required parameter `nope` is missing");
    EXPECT_EQ(e.status(), 400);
  }
}

TEST(ServiceApi, ConvertsPayloadsThroughTheirCodec) {
  const Payload payload = Json{{"a", {1, 2}}};
  EXPECT_EQ(payload, R"({"a":[1,2]})");
  EXPECT_EQ(payload.media_type(), "application/json");
  EXPECT_EQ(payload.as<Json>()["a"][1], 2);
  EXPECT_THROW(Payload("{").as<Json>(), BadRequest);
}

TEST(ServiceApi, TellsClientsWhenToComeBack) {
  EXPECT_EQ(ServiceUnavailable("busy", 7).headers.get("retry-after"), "7");
  EXPECT_EQ(TooManyRequests("slow down").status(), 429);
}

TEST(ServiceApi, CallsConnectionsWithDataParametersAndHeaders) {
  test::FakeRuntime runtime;
  runtime.answer = {.status = 201, .headers = {{"Content-Type", "application/json"}}, .body = R"({"id":7})"};
  const Out out{.rest = RestConnections(&runtime)};
  const auto created = out.rest["CRM"].post(Json{{"name", "Joan"}}, {{"id", "17"}}, {{"X-Own", "1"}});
  EXPECT_EQ(created.status(), 201);
  EXPECT_TRUE(created.ok());
  EXPECT_EQ(created.json()["id"], 7);
  EXPECT_EQ(runtime.name, "CRM");
  EXPECT_EQ(runtime.call.method, "POST");
  EXPECT_EQ(runtime.call.body, R"({"name":"Joan"})");
  EXPECT_EQ(runtime.call.media_type, "application/json");
  EXPECT_EQ(runtime.call.params.get("id"), "17");
  EXPECT_EQ(runtime.call.headers.get("x-own"), "1");
  out.rest["CRM"].ping();
  EXPECT_TRUE(runtime.call.is_ping);
}

TEST(ServiceApi, TellsWhyAConnectionGaveNoAnswer) {
  test::FakeRuntime runtime;
  const Out out{.rest = RestConnections(&runtime)};
  runtime.answer = {.problem = RestProblem::kTimeout, .message = "CRM: no answer"};
  try {
    out.rest["CRM"].get();
    FAIL();
  } catch (const RestError& error) {
    EXPECT_STREQ(error.what(), "CRM: no answer");
    EXPECT_EQ(error.status(), 504);
  }
  runtime.answer = {.status = 200, .body = "<html>"};
  EXPECT_THROW(out.rest["CRM"].get().json(), RestError);
  EXPECT_THROW(Out().rest["CRM"].get(), std::logic_error);
}

}  // namespace
}  // namespace zato
