#include "broker/reply.hpp"

#include <gtest/gtest.h>

#include "broker/events.hpp"
#include "broker/health.hpp"
#include "broker/keys.hpp"
#include "broker/stream_id.hpp"

namespace zato::broker {
namespace {

Reply text(std::string value) { return Reply(std::move(value)); }

TEST(Reply, GivesNothingWhereItIsOfAnotherKind) {
  const Reply number(std::int64_t{7});
  EXPECT_EQ(number.integer(), 7);
  EXPECT_EQ(number.text(), "");
  EXPECT_TRUE(number.array().empty());
  EXPECT_TRUE(Reply().is_nil());
  EXPECT_TRUE(Reply(Reply::Status{"OK"}).is_ok());
}

TEST(Reply, FindsValuesByKey) {
  const Reply fields(Reply::Array{text("a"), text("1"), text("b"), text("2"), text("odd")});
  EXPECT_EQ(fields["b"], "2");
  EXPECT_EQ(fields["odd"], "");
}

TEST(Refusal, BecomesAnErrorOfItsKind) {
  const auto code = [](const char* refusal) { return error_of({refusal}, "X").code; };
  EXPECT_EQ(code("NOAUTH Authentication required."), base::Code::kUnauthenticated);
  EXPECT_EQ(code("WRONGPASS invalid"), base::Code::kUnauthenticated);
  EXPECT_EQ(code("NOPERM no"), base::Code::kPermissionDenied);
  EXPECT_EQ(code("OOM command not allowed"), base::Code::kResourceExhausted);
  EXPECT_EQ(code("LOADING Redis is loading"), base::Code::kUnavailable);
  EXPECT_EQ(code("BUSYGROUP exists"), base::Code::kAlreadyExists);
  EXPECT_EQ(code("ERR syntax error"), base::Code::kInvalidArgument);
  EXPECT_EQ(error_of({"OOM full"}, "XADD").message, "redis refused XADD: OOM full");
}

TEST(Refusal, NeverRepeatsArguments) {
  const auto error = error_of({"ERR unknown command 'AUTH', with args beginning with: 'letmein'"}, "AUTH");
  EXPECT_EQ(error.message, "redis refused AUTH: ERR unknown command");
}

TEST(Keys, LieBelowTheirClusterWhateverItsName) {
  EXPECT_EQ(Keys("quickstart-1").key("events"), "zato:quickstart-1:events");
  EXPECT_EQ(Keys("a:b *").key("server", "s1/w:2"), "zato:a%3Ab%20%2A:server:s1%2Fw%3A2");
}

TEST(StreamId, IsReadAndOrderedAsRedisDoes) {
  EXPECT_EQ(StreamId::parse("12-3"), (StreamId{12, 3}));
  EXPECT_LT(*StreamId::parse("9-9"), *StreamId::parse("10-0"));
  EXPECT_EQ((StreamId{12, 3}).text(), "12-3");
  for (const char* bad : {"", "-", "12", "a-1", "1-", "-1-2"}) EXPECT_FALSE(StreamId::parse(bad)) << bad;
}

TEST(EventsInAReply, AreReadAndWhatIsNoEventIsPassedOver) {
  const Reply fields(
      Reply::Array{text("type"), text("config-changed"), text("source"), text("server1"), text("data"), text("17")});
  const Reply entry(Reply::Array{text("5-1"), fields});
  const Reply broken(Reply::Array{text("no id"), fields});
  const Reply reply(Reply::Array{Reply(Reply::Array{text("stream"), Reply(Reply::Array{broken, entry, Reply()})})});
  const auto events = events_in(reply);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].id, (StreamId{5, 1}));
  EXPECT_EQ(events[0].event.type, "config-changed");
  EXPECT_EQ(events[0].event.source, "server1");
  EXPECT_EQ(events[0].event.data, "17");
  EXPECT_TRUE(events_in(Reply()).empty());
}

TEST(Durability, HasNoProblemsOnlyWhenAllThreeSettingsFit) {
  Durability durability{
      .append_only_file = true, .append_fsync = "always", .eviction_policy = "noeviction", .unknown_because = {}};
  EXPECT_TRUE(durability.problems().empty());
  durability.append_fsync = "everysec";
  durability.eviction_policy = "allkeys-lru";
  EXPECT_EQ(durability.problems().size(), 2U);
  durability.unknown_because = "NOPERM";
  EXPECT_EQ(durability.problems().size(), 1U);
}

}  // namespace
}  // namespace zato::broker
