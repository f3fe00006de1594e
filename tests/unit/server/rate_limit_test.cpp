#include <gmock/gmock.h>

#include "server/channels/rate_limiter.hpp"
#include "unit/server/channels_fixture.hpp"

namespace zato::server::test {
namespace {

using namespace std::chrono_literals;
using Outcome = RateLimiter::Outcome;

std::string rule_for(std::string_view text, std::string_view address) {
  const auto rules = RateRules::parse(text).value();
  const auto* rule = rules.find(address);
  return rule ? rule->from : "nobody";
}

TEST(RateRules, TheOneForTheFewestAddressesCountsWhereverItStands) {
  constexpr auto kText = "*=1/m\n# partners\n 10.0.0.0/8 = 100 / h \n\n10.1.0.0/16=*\n10.1.2.3=5/d\n2001:db8::/32=7/m";
  EXPECT_EQ(rule_for(kText, "10.1.2.3"), "10.1.2.3");
  EXPECT_EQ(rule_for(kText, "10.1.2.4"), "10.1.0.0/16");
  EXPECT_EQ(rule_for(kText, "10.2.0.0"), "10.0.0.0/8");
  EXPECT_EQ(rule_for(kText, "2001:db8::1"), "2001:db8::/32");
  EXPECT_EQ(rule_for(kText, "9.9.9.9"), "*");
  EXPECT_EQ(rule_for(kText, "nonsense"), "*");
  EXPECT_EQ(rule_for("10.0.0.0/8=1/m", "nonsense"), "nobody");
  EXPECT_EQ(rule_for("# nothing", "10.0.0.1"), "nobody");
}

TEST(RateRules, SayWhichLineIsWrong) {
  for (const char* bad : {"*", "*=", "*=10", "*=10/s", "*=-1/m", "*=1.5/m", "*=10/m/m", "*=99999999999999999999/m", "localhost=1/m", "10.0.0.0/33=1/m",
                          "=1/m", "*=*/m", "* 10/m"}) {
    const auto parsed = RateRules::parse(std::string("*=1/m\n") + bad);
    ASSERT_FALSE(parsed) << bad;
    EXPECT_THAT(parsed.error().message, testing::HasSubstr("line 2")) << bad;
  }
}

TEST(RateRules, ReadHostileTextInTime) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "10.0.0.0/8=1/m\n";
  EXPECT_EQ(RateRules::parse(text).value().rules().size(), 100'000u);
  EXPECT_FALSE(RateRules::parse(std::string(1'000'000, '=')));
}

class RateLimiterTest : public testing::Test {
 protected:
  Outcome ask(RateLimiter& limiter, std::string_view address = "1.2.3.4") { return limiter.count(address, now_, shared_).outcome; }
  static objects::RateLimit limit(std::string definition, std::string type = "APPROXIMATE") {
    return {.is_active = true, .type = std::move(type), .definition = std::move(definition)};
  }
  base::WallTime now_{std::chrono::seconds(3600 * 1000)};
  SharedCount shared_;
};

TEST_F(RateLimiterTest, CountsPerRuleAndWindow) {
  RateLimiter limiter(limit("1.2.3.4=2/m\n*=1/h"), "test");
  EXPECT_EQ(ask(limiter), Outcome::kPasses);
  EXPECT_EQ(ask(limiter), Outcome::kPasses);
  EXPECT_EQ(ask(limiter), Outcome::kTooMany);
  EXPECT_EQ(ask(limiter, "9.9.9.9"), Outcome::kPasses);
  EXPECT_EQ(ask(limiter, "8.8.8.8"), Outcome::kTooMany) << "all others are counted together";
  now_ += 59s;
  EXPECT_EQ(limiter.count("1.2.3.4", now_, shared_).retry_after, 1s);
  now_ += 1s;
  EXPECT_EQ(ask(limiter), Outcome::kPasses);
  EXPECT_EQ(limiter.count("8.8.8.8", now_, shared_).retry_after, 3540s);
}

TEST_F(RateLimiterTest, UnlistedAddressesAndZeroAndUnlimitedRatesAreWhatTheySay) {
  RateLimiter limiter(limit("10.0.0.1=*\n10.0.0.2=0/d"), "test");
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(ask(limiter, "10.0.0.1"), Outcome::kPasses);
  EXPECT_EQ(ask(limiter, "10.0.0.2"), Outcome::kTooMany);
  EXPECT_EQ(ask(limiter, "10.0.0.3"), Outcome::kNotListed);
}

TEST_F(RateLimiterTest, ExactLimitsAreSharedAndTheRefusedDoNotAskAgain) {
  std::map<std::string, std::int64_t> redis;
  int asked = 0;
  shared_ = [&](const std::string& key, auto) -> base::Result<std::int64_t> {
    ++asked;
    return ++redis[key];
  };
  RateLimiter one(limit("*=3/m", "EXACT"), "channel:1"), two(limit("*=3/m", "EXACT"), "channel:1"), other(limit("*=3/m", "EXACT"), "channel:2");
  EXPECT_EQ(ask(one), Outcome::kPasses);
  EXPECT_EQ(ask(two), Outcome::kPasses);
  EXPECT_EQ(ask(one), Outcome::kPasses);
  EXPECT_EQ(ask(two), Outcome::kTooMany);
  EXPECT_EQ(ask(other), Outcome::kPasses);
  const int before = asked;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ask(two), Outcome::kTooMany);
  EXPECT_EQ(asked, before);
}

TEST_F(RateLimiterTest, ExactLimitsAreCountedByTheWorkerWhileNobodyElseCan) {
  shared_ = [](const auto&, auto) -> base::Result<std::int64_t> { return base::fail(base::Code::kUnavailable, "away"); };
  RateLimiter limiter(limit("*=2/m", "EXACT"), "channel:1");
  EXPECT_EQ(ask(limiter), Outcome::kPasses);
  EXPECT_EQ(ask(limiter), Outcome::kPasses);
  EXPECT_EQ(ask(limiter), Outcome::kTooMany);
}

TEST(RateLimiters, AnUnchangedOneGoesOnCounting) {
  RateLimiters limiters;
  const objects::RateLimit settings{.is_active = true, .definition = "*=1/d"};
  const auto first = limiters.of("channel", 1, settings);
  EXPECT_EQ(limiters.of("channel", 1, settings), first);
  EXPECT_NE(limiters.of("channel", 2, settings), first);
  EXPECT_NE(limiters.of("channel", 1, {.is_active = true, .definition = "*=2/d"}), first);
  EXPECT_EQ(limiters.of("channel", 1, {.definition = "*=1/d"}), nullptr) << "not active";
}

class LimitedChannels : public ChannelsFixture {
 protected:
  LimitedChannels() {
    channel_ = {.name = "a", .url_path = "/a", .service_id = add_service("service"), .data_format = "json"};
    channel_.rate_limit = {.is_active = true, .definition = "1.2.3.0/24=2/d\n127.0.0.1=*"};
  }
  objects::RestChannel channel_;
};

TEST_F(LimitedChannels, AnswerTooManyRequestsAndWhenToComeBack) {
  insert(channel_);
  apply_all();
  const Ask asked{.path = "/a", .headers = {{"X-Forwarded-For", "1.2.3.4"}}};
  EXPECT_EQ(status(asked), 200);
  EXPECT_EQ(status(asked), 200);
  const auto refused = ask(asked);
  EXPECT_EQ(refused.status, 429);
  EXPECT_GT(std::stoi(std::string(refused.header("Retry-After"))), 0);
  EXPECT_EQ(refused.body, R"({"zato_env": {"details": "Too many requests", "result": "ZATO_ERROR", "cid": "K1"}})");
  EXPECT_EQ(status({.path = "/a", .peer = "8.8.8.8"}), 403);
  EXPECT_EQ(status({.path = "/a"}), 200);
}

TEST_F(LimitedChannels, GoOnCountingAfterAChangeOfSomethingElse) {
  channel_.rate_limit.definition = "*=1/d";
  auto stored = insert(channel_);
  apply_all();
  EXPECT_EQ(status({"/a"}), 200);
  stored.http_accept = "text/*";
  update(stored);
  apply();
  EXPECT_EQ(status({"/a"}), 429);
  apply_all();
  EXPECT_EQ(status({"/a"}), 429);
}

TEST_F(LimitedChannels, CountTheCallersDefinitionAsWellUnlessTheySayOtherwise) {
  objects::ApiKey key{.name = "key", .password = base::Secret("secret")};
  key.rate_limit = {.is_active = true, .definition = "*=1/d"};
  channel_.security_id = insert(key).id;
  channel_.rate_limit.definition = "*=3/d";
  auto stored = insert(channel_);
  apply_all();
  const Ask asked{.path = "/a", .headers = {{"X-API-Key", "secret"}}};
  EXPECT_EQ(status({"/a"}), 401) << "strangers are told nothing else, and are not counted";
  EXPECT_EQ(status(asked), 200);
  EXPECT_EQ(status(asked), 429);
  stored.rate_limit.check_parent = false;
  update(stored);
  apply();
  EXPECT_EQ(status(asked), 200);
  EXPECT_EQ(status(asked), 429);
}

}  // namespace
}  // namespace zato::server::test
