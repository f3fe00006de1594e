// Hooks around handle(), functions per method of HTTP, and statuses of errors.
#include "unit/service/fixture.hpp"

namespace zato::service {
namespace {

using test::Fixture;

class Hooks : public zato::Service {
  bool accept() override {
    add("accept");
    return request.payload != "refuse";
  }
  void before_job() override { add("before_job"); }
  void before_handle() override {
    add("before");
    throw std::runtime_error("swallowed");
  }
  void validate_input() override {
    add("validate_input");
    if (request.payload == "invalid") throw BadRequest("not valid");
  }
  void handle() override {
    add("handle");
    if (request.payload == "fail") throw std::runtime_error("planted");
  }
  void validate_output() override {
    add("validate_output");
    if (request.payload == "wrong") throw Conflict("wrong output");
  }
  void after_handle() override { add("after"); }
  void after_job() override { add("after_job"); }
  void finalize_handle() override {
    add("finalize");
    response.payload = seen;
    if (request.payload == "late") throw 5;
  }
  void add(std::string_view hook) {
    seen += seen.empty() ? "" : " ";
    seen += hook;
    response.headers.set("X-Seen", seen);
  }
  std::string seen;
};

struct Hooked : Fixture {
  Hooked() { add_class<Hooks>("hooks"); }
  Reply call(std::string payload, std::shared_ptr<const zato::Channel> channel = {}) {
    auto reply =
        invoke({.service = "hooks", .request = {.payload = std::move(payload)}, .channel = std::move(channel)});
    EXPECT_TRUE(reply);
    return std::move(*reply);
  }
};

TEST(Hooks, RunInTheirOrderAndSomeMayFail) {
  Hooked f;
  EXPECT_EQ(f.call("x").response.payload, "accept before validate_input handle validate_output after finalize");
  EXPECT_FALSE(f.call("late").failure);
}

TEST(Hooks, OfJobsRunForTheScheduler) {
  Hooked f;
  auto channel = std::make_shared<zato::Channel>();
  channel->type = "scheduler";
  EXPECT_EQ(f.call("x", channel).response.payload,
            "accept before_job before validate_input handle validate_output after after_job finalize");
}

TEST(Hooks, RefuseBeforeTheServiceRuns) {
  Hooked f;
  const auto refused = f.call("refuse");
  EXPECT_EQ(refused.response.status_code, 400);
  EXPECT_EQ(refused.response.payload, "");
  EXPECT_EQ(refused.response.headers.get("X-Seen"), "accept");
  const auto invalid = f.call("invalid");
  EXPECT_EQ(invalid.response.status_code, 400);
  EXPECT_EQ(invalid.failure, "not valid");
  EXPECT_EQ(invalid.response.headers.get("X-Seen"), "accept before validate_input");
}

TEST(Hooks, AfterTheServiceRunOnlyWhereItSucceeded) {
  Hooked f;
  const auto failed = f.call("fail");
  EXPECT_EQ(failed.response.status_code, 500);
  EXPECT_EQ(failed.failure, "");
  EXPECT_EQ(failed.response.headers.get("X-Seen"), "accept before validate_input handle");
  const auto wrong = f.call("wrong");
  EXPECT_EQ(wrong.response.status_code, 409);
  EXPECT_EQ(wrong.response.headers.get("X-Seen"), "accept before validate_input handle validate_output");
}

class Verbs : public zato::Service {
  void handle_GET() override { response.payload = "got"; }
  void handle_POST() override { response.payload = "posted"; }
};

TEST(Verbs, HaveAFunctionEach) {
  Fixture f;
  f.add_class<Verbs>("verbs");
  const auto call = [&](const std::string& method) {
    zato::Request request;
    request.http.method = method;
    auto reply = f.invoke({.service = "verbs", .request = std::move(request)});
    return std::to_string(reply->response.status_code) + reply->response.payload.bytes() +
           reply->response.headers.get("Allow");
  };
  EXPECT_EQ(call("GET"), "200got");
  EXPECT_EQ(call("POST"), "200posted");
  EXPECT_EQ(call("DELETE"), "405GET, POST");
  EXPECT_EQ(call("get"), "405GET, POST");
  EXPECT_EQ(call(""), "405GET, POST") << "an invocation by a service has no method";
}

TEST(Errors, BecomeStatuses) {
  Fixture f;
  const auto status = [&](const std::function<void()>& raise) {
    f.add("raise", [&](zato::Service&) { raise(); });
    const auto reply = f.invoke({.service = "raise"});
    return std::pair(reply->response.status_code, *reply->failure);
  };
  using Told = std::pair<int, std::string>;
  EXPECT_EQ(status([] { throw NotAcceptable("why"); }), Told(406, "why"));
  EXPECT_EQ(status([] { throw Conflict("why"); }), Told(409, "why"));
  EXPECT_EQ(status([] { throw Gone("why"); }), Told(410, "why"));
  EXPECT_EQ(status([] { throw PayloadTooLarge("why"); }), Told(413, "why"));
  EXPECT_EQ(status([] { throw UnprocessableEntity("why"); }), Told(422, "why"));
  EXPECT_EQ(status([] { throw InternalServerError("told"); }), Told(500, "told"));
  EXPECT_EQ(status([] { throw BadGateway("why"); }), Told(502, "why"));
  EXPECT_EQ(status([] { throw zato::Error(418, "teapot"); }), Told(418, "teapot"));
  EXPECT_EQ(status([] { throw std::logic_error("secret"); }), Told(500, ""));
}

TEST(Errors, ComeOutOfInvocationsAsWhatTheyAre) {
  Fixture f;
  f.add("inner", [](zato::Service&) { throw UnprocessableEntity("why"); });
  f.add("outer", [](zato::Service& s) {
    try {
      s.invoke("inner");
    } catch (const UnprocessableEntity& error) {
      s.response.payload = error.what();
    }
  });
  EXPECT_EQ(f.payload_of("outer"), "why");
}

}  // namespace
}  // namespace zato::service
