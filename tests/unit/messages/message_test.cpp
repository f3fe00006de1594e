// A message is the same after its way through Redis, whatever its bytes.
#include "messages/message.hpp"

#include <gtest/gtest.h>

namespace zato::messages {
namespace {

Message sample() {
  return {.id = "K2",
          .cid = "K1",
          .service = "crm.customer.get",
          .target = "server 1",
          .channel = "invoke-async",
          .data_format = "json",
          .callbacks = {"a", "b"},
          .in_reply_to = "K0",
          .callback = "on_done",
          .idempotency_key = "order/17",
          .environ = {{"tenant", "ä"}},
          .source = "server1/worker-1",
          .reply_to = "server1/worker-1/7",
          .caller = "crm.start",
          .accepted_at = 1732147200123,
          .expiration = std::chrono::seconds(15),
          .payload = std::string("\0\xff{\r\n", 5)};
}

TEST(Message, IsTheSameAfterItsWayThroughRedis) {
  const auto sent = sample();
  const auto got = Message::parse(sent.header(), sent.payload);
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_EQ(got->header(), sent.header());
  EXPECT_EQ(got->id, "K2");
  EXPECT_EQ(got->payload, sent.payload);
  EXPECT_EQ(got->callbacks, sent.callbacks);
  EXPECT_EQ(got->environ, sent.environ);
  EXPECT_EQ(got->expiration, sent.expiration);
}

TEST(Inbox, NotesMessagesWithoutParametersWhateverTheirKeyIs) {
  const auto note = [](const std::string& key) { return Delivery{.id = "K2", .idempotency_key = key}.inbox_note(); };
  EXPECT_EQ(note(""), "INSERT INTO zato_inbox (message) VALUES ('id/K2') ON CONFLICT DO NOTHING");
  EXPECT_EQ(note("order/17@server1"),
            "INSERT INTO zato_inbox (message) VALUES ('key/order/17@server1') ON CONFLICT DO NOTHING");
  EXPECT_EQ(note("'); DROP TABLE x; ~\xff%s?"),
            "INSERT INTO zato_inbox (message) VALUES ('key/~27~29~3b~20DROP~20TABLE~20x~3b~20~7e~ff~25s~3f') "
            "ON CONFLICT DO NOTHING");
}

TEST(Message, LeavesOutOfItsHeaderWhatIsEmpty) {
  EXPECT_EQ((Message{.cid = "K1", .service = "a", .channel = "c"}.header()),
            R"({"channel":"c","cid":"K1","service":"a","ts":0,"type":"invoke","v":1})");
}

TEST(Message, IsNotReadFromALaterVersionNorFromNonsense) {
  for (const char* header : {"", "[]", "{", R"({"v":2,"service":"a"})", R"({"v":1})", R"({"v":1,"service":7})",
                             R"({"v":1,"service":"a","callbacks":"b"})", R"({"v":1,"service":"a","environ":[1]})"}) {
    const auto got = Message::parse(header, "");
    ASSERT_FALSE(got) << header;
    EXPECT_EQ(got.error().code, base::Code::kCorrupt);
  }
}

}  // namespace
}  // namespace zato::messages
