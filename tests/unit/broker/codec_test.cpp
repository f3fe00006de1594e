#include "broker/redis/codec.hpp"

#include <gtest/gtest.h>

namespace zato::broker::redis {
namespace {

// Every reply in `bytes`, described; fed in pieces of `piece` bytes.
std::string replies_in(std::string_view bytes, std::size_t piece = 1000) {
  ReplyReader reader;
  std::string described;
  while (!bytes.empty()) {
    reader.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    while (true) {
      auto reply = reader.next();
      if (!reply) return described + "| " + reply.error().message;
      if (!*reply) break;
      described += (*reply)->describe() + " ";
    }
  }
  return described;
}

TEST(RespCodec, WritesCommandsAsArraysOfStringsWhateverTheirBytes) {
  std::string out;
  const std::string_view words[] = {"SET", "k\r\n", ""};
  append_command(out, words);
  EXPECT_EQ(out, "*3\r\n$3\r\nSET\r\n$3\r\nk\r\n\r\n$0\r\n\r\n");
}

TEST(RespCodec, ReadsEveryKindOfReply) {
  EXPECT_EQ(replies_in("+OK\r\n:-7\r\n$5\r\nhello\r\n$0\r\n\r\n$-1\r\n*-1\r\n*0\r\n-ERR no\r\n"),
            R"(OK -7 "hello" "" (nil) (nil) [] (error) ERR no )");
}

TEST(RespCodec, ReadsNestedArrays) {
  const std::string_view stream = "*1\r\n*2\r\n$1\r\ns\r\n*1\r\n*2\r\n$3\r\n1-1\r\n*2\r\n$1\r\nk\r\n$1\r\nv\r\n";
  EXPECT_EQ(replies_in(stream), R"([["s", [["1-1", ["k", "v"]]]]] )");
  EXPECT_EQ(replies_in(stream, 1), R"([["s", [["1-1", ["k", "v"]]]]] )");
}

TEST(RespCodec, RefusesWhatIsNotResp) {
  EXPECT_EQ(replies_in("HTTP/1.1 400 Bad Request\r\n"),
            "| redis answered what is not RESP: Protocol error, got \"H\" as reply type byte");
}

TEST(RespCodec, RefusesArraysBeyondAllMeasure) {
  EXPECT_EQ(replies_in("*1000001\r\n"), "| redis answered what is not RESP: Out of memory");
}

TEST(RespCodec, SurvivesAHalfReadReply) {
  ReplyReader reader;
  reader.feed("*2\r\n$1\r\na\r\n");
  const auto nothing = reader.next();
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(*nothing);
}

}  // namespace
}  // namespace zato::broker::redis
