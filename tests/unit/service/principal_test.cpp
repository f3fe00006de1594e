// Who is behind a call, seen from services that were invoked by others.
#include "service/principal.hpp"

#include "unit/service/fixture.hpp"

namespace zato::service {
namespace {

// Answers with the name of the definition that the outermost caller matched.
class WhoAmI final : public Implementation {
  void execute(zato::Call& call) const override {
    const auto principal = principal_of(call);
    call.response.payload = (principal.channel ? principal.channel->security.name : "nobody") + "@" + principal.address;
  }
};

struct Principals : testing::Test {
  Principals() {
    for (const auto& [name, execution] :
         {std::pair("here", Execution::kFiber), std::pair("elsewhere", Execution::kThread)}) {
      Entry entry{.name = name, .execution = execution, .implementation = std::make_shared<WhoAmI>()};
      std::vector<Entry> entries;
      entries.push_back(std::move(entry));
      EXPECT_TRUE(f.registry.replace(name, std::move(entries)));
    }
  }

  std::string asked(const std::string& service, zato::Channel channel) {
    Invocation invocation{.service = service, .channel = std::make_shared<const zato::Channel>(std::move(channel))};
    invocation.request.http.peer = "10.0.0.7";
    const auto reply = f.invoke(std::move(invocation));
    return reply ? reply->response.payload.bytes() : reply.error().text();
  }

  test::Fixture f;
};

TEST_F(Principals, AreThoseOfTheOutermostChannelHoweverDeepTheCallIs) {
  f.add("middle", [](zato::Service& s) { s.response.payload = s.invoke("elsewhere"); },
        {.execution = Execution::kThread});
  f.add("outer", [](zato::Service& s) { s.response.payload = s.invoke("middle"); });
  const zato::Channel channel{.name = "crm", .security = {.id = 7, .name = "joan"}};
  EXPECT_EQ(asked("here", channel), "joan@10.0.0.7");
  EXPECT_EQ(asked("elsewhere", channel), "joan@10.0.0.7");
  EXPECT_EQ(asked("outer", channel), "joan@10.0.0.7");
}

TEST_F(Principals, AreNobodyWithoutAChannelAndWhateverAServiceClaims) {
  f.add("liar", [](zato::Service& s) {
    s.response.payload = s.invoke("here", {}, {.environ = {{"security", "joan"}}});
  });
  EXPECT_EQ(f.payload_of("liar"), "nobody@");
  zato::Call call;
  EXPECT_EQ(principal_of(call).channel, nullptr);
}

TEST(PrincipalsOfMessages, AreNobodySoThatServicesWhichLookAtTheirCallerAreNotInvokedAsynchronously) {
  std::vector<std::string> sent;
  test::Fixture f({.send_async = [&](AsyncInvocation&& invocation) {
    sent.push_back(invocation.service);
    return base::Result<std::string>("K1");
  }});
  f.add("usual", [](zato::Service&) {});
  std::vector<Entry> entries;
  entries.push_back({.name = "guarded", .is_guarded = true, .implementation = std::make_shared<WhoAmI>()});
  ASSERT_TRUE(f.registry.replace("admin", std::move(entries)));
  f.add("asks", [](zato::Service& s) { s.invoke_async("guarded"); });
  f.add("wants the answer there", [](zato::Service& s) { s.invoke_async("usual", {}, {.callbacks = {"guarded"}}); });
  f.add("asks for the usual", [](zato::Service& s) { s.invoke_async("usual"); });
  for (const auto* service : {"asks", "wants the answer there"}) {
    const auto reply = f.invoke({.service = service});
    EXPECT_EQ(reply->response.status_code, 403);
    EXPECT_THAT(reply->failure.value_or(""), testing::HasSubstr("on behalf of nobody"));
  }
  EXPECT_FALSE(f.invoke({.service = "asks for the usual"})->failure);
  EXPECT_THAT(sent, testing::ElementsAre("usual"));
}

}  // namespace
}  // namespace zato::service
