#include "http/request_reader.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/file.hpp"
#include "fuzz/request_checks.hpp"
#include "unit/http/request_corpus.hpp"

namespace zato::http {
namespace {

using fuzz::feed_bytes;
using fuzz::feed_whole;
using fuzz::Outcome;
using testing::HasSubstr;
using testing::StartsWith;

TEST(RequestReader, TreatsEveryRequestOfTheCorpusAsItDeserves) {
  const auto corpus = raw_requests();
  EXPECT_GE(corpus.size(), 300u);
  for (const RawRequest& one : corpus) {
    const Outcome outcome = feed_whole(one.bytes);
    EXPECT_EQ(outcome.requests.size(), static_cast<std::size_t>(one.served)) << one.what;
    if (one.status != 0)
      EXPECT_THAT(outcome.end, StartsWith("rejected " + std::to_string(one.status))) << one.what;
    else
      EXPECT_EQ(outcome.end, "idle") << one.what;
    if (one.served == 0 || outcome.requests.empty()) continue;
    const std::string& first = outcome.requests[0];
    EXPECT_EQ(first.substr(first.find("\n\n") + 2), one.body) << one.what;
  }
}

TEST(RequestReader, ReadsTheSameByteByByte) {
  for (const RawRequest& one : raw_requests()) EXPECT_EQ(feed_bytes(one.bytes), feed_whole(one.bytes)) << one.what;
}

TEST(RequestReader, HoldsItsPromisesForTheCorpusOfTheFuzzer) {
  for (const RawRequest& one : raw_requests()) EXPECT_EQ(fuzz::check_request_bytes(one.bytes), "") << one.what;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(ZATO_SOURCE_DIR "/fuzz/corpus/request")) {
    const auto bytes = base::read_file(entry.path());
    ASSERT_TRUE(bytes);
    EXPECT_EQ(fuzz::check_request_bytes(*bytes), "") << entry.path();
    ++files;
  }
  EXPECT_GE(files, 20);
}

TEST(RequestReader, RefusesAsSoonAsTheOffendingByteIsHere) {
  EXPECT_THAT(feed_whole("GET / HTTP/1.1\n").end, HasSubstr("bare LF"));
  EXPECT_THAT(feed_whole("GET /\r\n").end, HasSubstr("malformed request line"));
  EXPECT_THAT(feed_whole(std::string("GET /\0", 6)).end, HasSubstr("control character"));
  EXPECT_THAT(feed_whole(std::string(9000, 'a')).end, StartsWith("rejected 414"));
  EXPECT_THAT(feed_whole("GET / HTTP/1.1\r\nA: " + std::string(17000, 'a')).end, StartsWith("rejected 431"));
}

TEST(RequestReader, AsksForMoreUntilARequestIsWhole) {
  const std::string whole = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
  for (std::size_t n = 1; n < whole.size(); ++n) EXPECT_EQ(feed_whole(whole.substr(0, n)).end, "incomplete") << n;
  EXPECT_EQ(feed_whole(whole).end, "idle");
}

TEST(RequestReader, KeepsTheBytesOfTheNextRequest) {
  const std::string one = "PUT /1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  const std::string two = "GET /2 HTTP/1.1\r\nHost: x\r\n\r\n";
  const Outcome outcome = feed_whole(one + two + one + two);
  ASSERT_EQ(outcome.requests.size(), 4u);
  EXPECT_THAT(outcome.requests[1], StartsWith("GET /2"));
  EXPECT_THAT(outcome.requests[2], HasSubstr("\n\nabc"));
}

TEST(RequestReader, DecidesAboutKeepAliveAsTheVersionSays) {
  const auto close = [](std::string_view bytes) {
    const Outcome outcome = feed_whole(bytes);
    return outcome.requests.at(0).find(" close\n") != std::string::npos;
  };
  EXPECT_FALSE(close("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
  EXPECT_TRUE(close("GET / HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n"));
  EXPECT_TRUE(close("GET / HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, close\r\n\r\n"));
  EXPECT_TRUE(close("GET / HTTP/1.0\r\nHost: x\r\n\r\n"));
  EXPECT_FALSE(close("GET / HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n"));
}

TEST(RequestReader, WantsTheInvitationOncePerExpectingRequest) {
  const ReadLimits limits;
  RequestReader reader(limits);
  const auto give = [&](std::string_view bytes) {
    bytes.copy(reader.prepare().data(), bytes.size());
    return reader.commit(bytes.size());
  };
  ASSERT_EQ(give("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"),
            RequestReader::State::kNeedMore);
  EXPECT_TRUE(reader.take_expectation());
  EXPECT_FALSE(reader.take_expectation());
  ASSERT_EQ(give("hi"), RequestReader::State::kReady);
  ASSERT_EQ(reader.next(), RequestReader::State::kNeedMore);
  ASSERT_EQ(give("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nh"),
            RequestReader::State::kNeedMore);
  EXPECT_FALSE(reader.take_expectation()) << "the body is on its way already";
}

TEST(RequestReader, GrowsWithWhatHasArrivedNotWithWhatWasAnnounced) {
  const ReadLimits limits{.body = std::size_t{1} << 40};
  RequestReader reader(limits);
  const std::string_view head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n\r\n";
  head.copy(reader.prepare().data(), head.size());
  ASSERT_EQ(reader.commit(head.size()), RequestReader::State::kNeedMore);
  EXPECT_LE(reader.prepare().size(), 64u * 1024);
}

}  // namespace
}  // namespace zato::http
