#include "http/response_reader.hpp"

#include <gmock/gmock.h>

namespace zato::http {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Case {
  const char* what;
  std::string bytes;
  std::string expected;  // "200 body", "200 body, close", or "error: …"
  bool to_head = false;
  bool ends = false;  // the peer closes behind the bytes
};

std::string read(const Case& one, std::size_t piece) {
  ResponseReader reader(one.to_head, 1000);
  base::Result<bool> whole = false;
  for (std::size_t at = 0; at < one.bytes.size() && whole && !*whole; at += piece)
    whole = reader.feed(std::string_view(one.bytes).substr(at, piece));
  if (whole && !*whole) {
    if (!one.ends) return "incomplete";
    whole = reader.end();
  }
  if (!whole) return "error: " + whole.error().message;
  return std::to_string(reader.response().status) + " " + reader.response().body +
         (reader.keep_alive() ? "" : ", close");
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"by length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "200 hi"},
      {"no body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "200 "},
      {"no reason", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "200 "},
      {"in chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n1;x=y\r\n!\r\n0\r\nX-T: 1\r\n\r\n",
       "200 hi!"},
      {"until the end", "HTTP/1.1 200 OK\r\n\r\nhi", "200 hi, close", false, true},
      {"until the end, none", "HTTP/1.0 200 OK\r\n\r\n", "200 , close", false, true},
      {"1.0 by length", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", "200 hi, close"},
      {"1.0 kept", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi", "200 hi"},
      {"closing", "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 2\r\n\r\nhi", "200 hi, close"},
      {"to a HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n", "200 ", true},
      {"204", "HTTP/1.1 204 No Content\r\n\r\n", "204 "},
      {"304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", "304 "},
      {"after 100 and 103",
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: "
       "2\r\n\r\nhi",
       "200 hi"},
      {"the same length twice", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi", "200 hi"},
      {"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi", "error: the answer"},
      {"length and chunks", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "error: the answer"},
      {"gzip, chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "error: the answer"},
      {"malformed length", "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nhi", "error: the answer"},
      {"malformed chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
       "error: the answer's chunks are malformed"},
      {"too large by length", "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
       "error: the answer's body is larger than 1000 bytes"},
      {"too large in chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n",
       "error: the answer's body is larger than 1000 bytes"},
      {"too large until the end", "HTTP/1.1 200 OK\r\n\r\n" + std::string(1001, 'a'),
       "error: the answer's body is larger than 1000 bytes", false, true},
      {"not HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "error: the answer is not HTTP/1.1"},
      {"endless head", std::string(70'000, 'a'), "error: the head of the answer is too large"},
      {"cut in the head", "HTTP/1.1 200", "error: the peer closed the connection in the middle of its answer", false,
       true},
      {"cut in the body", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi",
       "error: the peer closed the connection in the middle of its answer", false, true},
      {"cut in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhi", "error: the peer closed",
       false, true},
      {"incomplete", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi", "incomplete"},
  };
  return all;
}

TEST(ResponseReader, ReadsWholeAnswersAndRefusesAmbiguousOnes) {
  for (const Case& one : cases()) EXPECT_THAT(read(one, one.bytes.size()), StartsWith(one.expected)) << one.what;
}

TEST(ResponseReader, ReadsTheSameByteByByte) {
  for (const Case& one : cases()) EXPECT_EQ(read(one, 1), read(one, one.bytes.size())) << one.what;
}

TEST(ResponseReader, DoesNotKeepAConnectionThatSaysMoreThanAsked) {
  const Case more{"", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\n", "", false, false};
  EXPECT_EQ(read(more, more.bytes.size()), "200 hi, close");
}

TEST(ResponseReader, SaysSoWhenNothingCame) {
  ResponseReader reader(false, 1000);
  EXPECT_THAT(reader.end().error().message, HasSubstr("without an answer"));
  EXPECT_FALSE(reader.started());
}

}  // namespace
}  // namespace zato::http
