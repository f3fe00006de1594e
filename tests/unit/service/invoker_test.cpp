#include "service/invoker.hpp"

#include <stdexcept>

#include "unit/service/fixture.hpp"
#include "zato/json.hpp"

namespace zato::service {
namespace {

using namespace std::chrono_literals;
using test::Fixture;

// Long enough for a call to begin on a busy machine.
constexpr auto kShort = 300ms;

TEST(Invoker, PassesThePayloadInAndOut) {
  Fixture f;
  f.add("echo", [](zato::Service& s) { s.response.payload = s.request.payload; });
  EXPECT_EQ(f.payload_of("echo", "hello"), "hello");
}

TEST(Invoker, TellsAServiceItsNameCidAndChannel) {
  Fixture f;
  f.add("who", [](zato::Service& s) {
    s.response.payload = zato::format("{} {} {} {}", s.name, s.cid, s.channel->name, s.environ["a"]);
  });
  auto channel = std::make_shared<zato::Channel>();
  channel->name = "my.channel";
  const auto reply = f.invoke({.service = "who", .channel = channel, .cid = "K42", .environ = {{"a", "b"}}});
  EXPECT_EQ(reply->response.payload, "who K42 my.channel b");
}

TEST(Invoker, MergesParametersOfQueryAndPathWithTheQueryFirst) {
  Fixture f;
  f.add("params", [](zato::Service& s) {
    s.response.payload =
        s.request.channel_params.at("id") + s.request.channel_params.at("x") + s.request.http.params.at("id");
  });
  Invocation invocation{.service = "params"};
  invocation.request.http.query = {{"id", "from-query "}};
  invocation.request.http.params = {{"id", " from-path"}, {"x", "only-path"}};
  EXPECT_EQ(f.invoke(std::move(invocation))->response.payload, "from-query only-path from-path");
}

TEST(Invoker, NamesAServiceThatDoesNotExist) {
  Fixture f;
  const auto reply = f.invoke({.service = "missing"});
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, base::Code::kNotFound);
  EXPECT_EQ(reply.error().message, "service missing does not exist");
}

TEST(Invoker, DoesNotRunAnInactiveService) {
  Fixture f;
  f.add("off", [](zato::Service&) { FAIL(); });
  ASSERT_TRUE(f.registry.update("off", [](Entry& entry) { entry.active = false; }));
  EXPECT_EQ(f.invoke({.service = "off"}).error().code, base::Code::kNotFound);
}

TEST(Invoker, TurnsDeliberateErrorsIntoStatusMessageAndHeaders) {
  Fixture f;
  f.add("locked", [](zato::Service& s) {
    s.response.headers.set("X-Mine", "1");
    throw zato::Unauthorized("who are you?", "Basic realm=\"x\"");
  });
  const auto reply = f.invoke({.service = "locked"});
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->response.status_code, 401);
  EXPECT_EQ(reply->failure, "who are you?");
  EXPECT_EQ(reply->response.headers.get("www-authenticate"), "Basic realm=\"x\"");
  EXPECT_EQ(reply->response.headers.get("X-Mine"), "1");
}

TEST(Invoker, KeepsTheTextOfOtherExceptionsFromTheCaller) {
  Fixture f;
  f.add("broken", [](zato::Service& s) {
    s.response.payload = "half an answer";
    throw std::runtime_error("inner details");
  });
  f.add("odd", [](zato::Service&) { throw 42; });
  for (const char* name : {"broken", "odd"}) {
    const auto reply = f.invoke({.service = name});
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->response.status_code, 500);
    EXPECT_EQ(reply->failure, "");
    EXPECT_TRUE(reply->response.payload.empty());
  }
}

TEST(Invoker, TakesTheContentTypeFromThePayloadUnlessTheServiceNamesOne) {
  Fixture f;
  f.add("json", [](zato::Service& s) { s.response.payload = Json{{"a", 1}}; });
  f.add("own", [](zato::Service& s) {
    s.response.payload = Json{{"a", 1}};
    s.response.content_type = "application/hal+json";
  });
  f.add("bytes", [](zato::Service& s) { s.response.payload = "x"; });
  EXPECT_EQ(f.invoke({.service = "json"})->response.content_type, "application/json");
  EXPECT_EQ(f.invoke({.service = "json"})->response.payload, R"({"a":1})");
  EXPECT_EQ(f.invoke({.service = "own"})->response.content_type, "application/hal+json");
  EXPECT_EQ(f.invoke({.service = "bytes"})->response.content_type, "");
}

TEST(Invoker, RunsInvokedServicesWithTheSameCid) {
  Fixture f;
  f.add("inner", [](zato::Service& s) {
    s.response.payload = zato::format("{}|{}|{}", s.cid, s.request.payload.bytes(), s.environ["k"]);
  });
  f.add("outer", [](zato::Service& s) { s.response.payload = s.invoke("inner", "in", {.environ = {{"k", "v"}}}); });
  EXPECT_EQ(f.payload_of("outer"), "K1|in|v");
}

TEST(Invoker, GivesErrorsOfInvokedServicesAsWhatTheyAre) {
  Fixture f;
  f.add("inner", [](zato::Service&) { throw zato::Conflict("taken by {}", 7); });
  f.add("passes", [](zato::Service& s) { s.invoke("inner"); });
  f.add("catches", [](zato::Service& s) {
    try {
      s.invoke("inner");
    } catch (const zato::Conflict& e) {
      s.response.payload = zato::format("{}: {}", e.status(), std::string_view(e.what()));
    }
  });
  EXPECT_EQ(f.payload_of("catches"), "409: taken by 7");
  const auto reply = f.invoke({.service = "passes"});
  EXPECT_EQ(reply->response.status_code, 409);
  EXPECT_EQ(reply->failure, "taken by 7");
}

TEST(Invoker, HidesWhatWentWrongInsideAnInvokedServiceFromTheCaller) {
  Fixture f;
  f.add("inner", [](zato::Service&) { throw std::runtime_error("inside"); });
  f.add("passes", [](zato::Service& s) { s.invoke("inner"); });
  f.add("catches", [](zato::Service& s) {
    try {
      s.invoke("inner");
    } catch (const zato::InvokeError& e) {
      s.response.payload = e.what();
    }
  });
  f.add("wrong-name", [](zato::Service& s) { s.invoke("nobody"); });
  EXPECT_EQ(f.payload_of("catches"), "inner: inside");
  EXPECT_EQ(f.payload_of("passes"), "failure: ");
  EXPECT_EQ(f.invoke({.service = "wrong-name"})->response.status_code, 500);
}

TEST(Invoker, LetsAHandlerOfAnExceptionInvokeAndSleep) {
  Fixture f;
  f.add("fails", [](zato::Service&) { throw zato::NotFound("x"); });
  f.add("spare", [](zato::Service& s) {
    s.sleep(1ms);
    s.response.payload = "spare";
  });
  f.add("outer", [](zato::Service& s) {
    try {
      s.invoke("fails");
    } catch (const zato::NotFound&) {
      s.response.payload = s.invoke("spare");
      s.sleep(1ms);
    }
  });
  EXPECT_EQ(f.payload_of("outer"), "spare");
}

TEST(Invoker, StopsServicesThatInvokeEachOtherForEver) {
  Fixture f;
  f.add("loop", [](zato::Service& s) { s.response.payload = s.invoke("loop"); });
  EXPECT_EQ(f.payload_of("loop"), "failure: ");
  EXPECT_EQ(f.registry.stats().of("loop").read().usage, 33U);
}

TEST(Invoker, EndsASleepAtTheDeadline) {
  Fixture f;
  f.add("sleeper", [](zato::Service& s) { s.sleep(1h); });
  const auto reply = f.invoke({.service = "sleeper", .deadline = rt::Deadline::after(kShort)});
  ASSERT_TRUE(reply);  // it did begin: the deadline is far enough for the slowest build
  EXPECT_EQ(reply->response.status_code, 504);
}

TEST(Invoker, AppliesAServicesOwnTimeoutAndTheCallersToWhatItInvokes) {
  Fixture f;
  f.add("short", [](zato::Service& s) { s.sleep(1h); }, {.timeout = kShort});
  f.add("long", [](zato::Service& s) { s.sleep(1h); });
  f.add("outer", [](zato::Service& s) { s.invoke("long", {}, {.timeout = kShort}); });
  EXPECT_EQ(f.invoke({.service = "short"})->response.status_code, 504);
  EXPECT_EQ(f.invoke({.service = "outer"})->response.status_code, 504);
}

TEST(Invoker, CountsCallsErrorsAndTimes) {
  Fixture f;
  f.add("works", [](zato::Service& s) { s.sleep(2ms); });
  f.add("fails", [](zato::Service&) { throw zato::BadRequest("no"); });
  f.payload_of("works");
  f.payload_of("works");
  f.payload_of("fails");
  const auto works = f.registry.stats().of("works").read();
  EXPECT_EQ(works.usage, 2U);
  EXPECT_EQ(works.errors, 0U);
  EXPECT_EQ(works.in_flight, 0U);
  EXPECT_GE(works.min, 2ms);
  EXPECT_GE(works.max, works.min);
  EXPECT_GE(works.mean(), works.min);
  EXPECT_EQ(f.registry.stats().of("fails").read().errors, 1U);
}

TEST(Invoker, CountsSlowCalls) {
  Fixture f;
  f.add("slow", [](zato::Service& s) { s.sleep(2ms); });
  ASSERT_TRUE(f.registry.update("slow", [](Entry& entry) { entry.slow_after = 1ms; }));
  f.payload_of("slow");
  EXPECT_EQ(f.registry.stats().of("slow").read().slow, 1U);
}

}  // namespace
}  // namespace zato::service
