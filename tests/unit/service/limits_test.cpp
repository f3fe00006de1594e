// What the configuration may say of a service: how many calls run at a time, where, and how long.
#include <thread>

#include "service/gate.hpp"
#include "unit/service/fixture.hpp"

namespace zato::service {
namespace {

using namespace std::chrono_literals;
using test::Fixture;

// `count` calls at the same time; what came of each, in the order in which they were made.
std::vector<std::string> all_at_once(Fixture& f, const std::string& service, int count) {
  std::vector<std::string> outcomes(static_cast<std::size_t>(count));
  int ended = 0;
  for (auto& outcome : outcomes) {
    f.loop.spawn([&] {
      auto reply = f.invoker.invoke({.service = service, .cid = "K1"});
      outcome = reply ? reply->response.payload.bytes() : std::string(base::code_name(reply.error().code));
      if (++ended == count) f.loop.stop();
    });
  }
  f.loop.run();
  return outcomes;
}

void add_counting(Fixture& f, int& most) {
  f.add("counting", [&most, now = std::make_shared<int>(0)](zato::Service& s) {
    most = std::max(most, ++*now);
    s.sleep(5ms);
    --*now;
    s.response.payload = "done";
  });
}

TEST(Limits, CallsBeyondTheLimitAreRefusedAtOnce) {
  Fixture f;
  int most = 0;
  add_counting(f, most);
  ASSERT_TRUE(f.registry.update("counting", [](Entry& entry) { entry.limits.concurrent = 2; }));
  const auto outcomes = all_at_once(f, "counting", 5);
  EXPECT_EQ(std::ranges::count(outcomes, "done"), 2);
  EXPECT_EQ(most, 2);
  EXPECT_EQ(f.payload_of("counting"), "done") << "the places are free again";
}

TEST(Limits, CallsBeyondTheLimitWaitForTheirTurnWhereTheyMay) {
  Fixture f;
  int most = 0;
  add_counting(f, most);
  ASSERT_TRUE(f.registry.update("counting", [](Entry& entry) { entry.limits = {.concurrent = 2, .patience = 10s}; }));
  EXPECT_THAT(all_at_once(f, "counting", 7), testing::Each("done"));
  EXPECT_EQ(most, 2);
}

TEST(Limits, WaitingForATurnEndsWithPatience) {
  Fixture f;
  f.add("long", [](zato::Service& s) { s.sleep(200ms); });
  ASSERT_TRUE(f.registry.update("long", [](Entry& entry) { entry.limits = {.concurrent = 1, .patience = 5ms}; }));
  EXPECT_THAT(all_at_once(f, "long", 2), testing::ElementsAre("", base::code_name(base::Code::kResourceExhausted)));
}

TEST(Limits, ACallThatNobodyWaitsForStillCounts) {
  Fixture f;
  rt::Event go_on;
  f.add("long", [&](zato::Service&) { go_on.wait(); }, {.execution = zato::Execution::kThread});
  ASSERT_TRUE(f.registry.update("long", [](Entry& entry) { entry.limits = {.concurrent = 1, .timeout = 10ms}; }));
  EXPECT_EQ(f.invoke({.service = "long"}).error().code, base::Code::kTimeout);
  EXPECT_EQ(f.invoke({.service = "long"}).error().code, base::Code::kResourceExhausted);
  EXPECT_EQ(f.invoker.abandoned_for(1h), "");
  EXPECT_EQ(f.invoker.abandoned_for(0ms), "service long ()");
  go_on.set();
}

TEST(Limits, TheConfiguredPlaceReplacesTheDeclaredOne) {
  Fixture f;
  const auto loop_thread = std::this_thread::get_id();
  bool on_loop = true;
  f.add("where", [&](zato::Service&) { on_loop = std::this_thread::get_id() == loop_thread; });
  f.payload_of("where");
  EXPECT_TRUE(on_loop);
  ASSERT_TRUE(f.registry.update("where", [](Entry& entry) { entry.limits.execution = zato::Execution::kCpu; }));
  f.payload_of("where");
  EXPECT_FALSE(on_loop);
}

TEST(Limits, NewCodeKeepsWhatIsConfigured) {
  Fixture f;
  f.add("service", [](zato::Service&) {});
  ASSERT_TRUE(f.registry.update("service", [](Entry& entry) {
    entry.limits.concurrent = 7;
    entry.active = false;
    entry.slow_after = 5ms;
    entry.id = 42;
  }));
  f.add("service", [](zato::Service&) {});
  const auto entry = f.registry.find("service");
  EXPECT_EQ(entry->limits.concurrent, 7u);
  EXPECT_FALSE(entry->active);
  EXPECT_EQ(entry->slow_after, 5ms);
  EXPECT_EQ(entry->id, 42);
}

TEST(Gate, CallsInThoseWhoWaitWhenTheLimitIsRaised) {
  Gate gate;
  ASSERT_EQ(gate.enter(1, rt::Deadline::never()), Gate::Entrance::kIn);
  std::thread waiting([&] { EXPECT_EQ(gate.enter(1, rt::Deadline::never()), Gate::Entrance::kIn); });
  while (gate.waiting() == 0) std::this_thread::yield();
  EXPECT_EQ(gate.enter(3, rt::Deadline::never()), Gate::Entrance::kIn);
  waiting.join();
  EXPECT_EQ(gate.enter(3, rt::Deadline::after(-1ms)), Gate::Entrance::kFull);
}

}  // namespace
}  // namespace zato::service
