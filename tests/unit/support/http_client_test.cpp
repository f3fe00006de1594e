#include "support/http_client.hpp"

#include <gmock/gmock.h>

#include "support/fake_http.hpp"
#include "support/load.hpp"

namespace zato::test {
namespace {

using testing::HasSubstr;

TEST(HttpClient, ReadsBodiesByLengthAndByChunks) {
  FakeHttp server([](const std::string& request) -> std::string {
    if (request.starts_with("GET /chunked"))
      return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n";
    return FakeHttp::answer(201, "made", "X-Name: value\r\n");
  });
  Connection connection(server.endpoint());
  const Response made = connection.request({.method = "POST", .target = "/", .body = "abc"});
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.body, "made");
  EXPECT_EQ(made.header("x-name"), "value");
  EXPECT_EQ(connection.request({.target = "/chunked"}).body, "hello!");
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, SaysThatThePeerClosedWithoutAnAnswer) {
  FakeHttp server([](const std::string&) { return std::string(); });
  try {
    (void)get(server.endpoint(), "/");
    FAIL() << "no exception";
  } catch (const HttpError& error) {
    EXPECT_STREQ(error.what(), "read: closed");
  }
}

TEST(HttpClient, EncodesBasicCredentials) {
  EXPECT_EQ(basic_auth("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(basic_auth("a", "bc"), "Basic YTpiYw==");
}

TEST(Load, CountsGoodAnswersAndNamesBadOnes) {
  std::atomic<int> count{0};
  FakeHttp server([&](const std::string&) {
    const int n = ++count;
    return FakeHttp::answer(n == 10 ? 503 : 200, n == 10 ? "busy" : "fine",
                            n % 2 == 0 ? "X-Who: a\r\n" : "X-Who: b\r\n");
  });
  Load load({.target = server.endpoint(), .clients = 1, .count_by_header = "X-Who"});
  load.wait_for_ok(50);
  const LoadReport report = load.stop();
  EXPECT_EQ(report.failed, 1u);
  EXPECT_GE(report.ok, 50u);
  EXPECT_THAT(report.text(), HasSubstr("1 x status 503 busy"));
  EXPECT_GE(report.by_header.at("a"), 20u);
  EXPECT_GE(report.by_header.at("b"), 20u);
}

}  // namespace
}  // namespace zato::test
