#include "http/message.hpp"

#include <gmock/gmock.h>

namespace zato::http {
namespace {

TEST(Response, NeverHoldsAFieldThatWouldSplitTheMessage) {
  for (const char* bad : {"a\r\nSet-Cookie: x", "a\nb", "a\rb", "a\x01", "\x7f"}) {
    Response response;
    EXPECT_FALSE(response.add_header("X-Name", bad));
    EXPECT_TRUE(response.header_block().empty());
    EXPECT_FALSE(response.defect().empty());
  }
  Response response;
  EXPECT_FALSE(response.add_header("X-Name", std::string_view("a\0b", 3)));
  EXPECT_FALSE(response.add_header("X Name", "a"));
  EXPECT_FALSE(response.add_header("", "a"));
  EXPECT_FALSE(response.add_header("X-Name\r\nY", "a"));
  EXPECT_TRUE(response.header_block().empty());
}

TEST(Response, LeavesFramingToTheServer) {
  for (const char* name : {"Content-Length", "TRANSFER-ENCODING", "connection", "Date", "Server", "X-Zato-CID"}) {
    Response response;
    EXPECT_FALSE(response.add_header(name, "1")) << name;
    EXPECT_TRUE(response.header_block().empty());
    EXPECT_TRUE(response.defect().empty()) << "a service that copies fields of another response is no attack";
  }
}

TEST(Response, AddsReplacesAndRemovesFields) {
  Response response;
  ASSERT_TRUE(response.add_header("Set-Cookie", "a=1"));
  ASSERT_TRUE(response.add_header("X-Other", "o"));
  ASSERT_TRUE(response.add_header("set-cookie", "b=2"));
  EXPECT_EQ(response.header_block(), "Set-Cookie: a=1\r\nX-Other: o\r\nset-cookie: b=2\r\n");
  EXPECT_EQ(response.header("SET-COOKIE"), "a=1");
  ASSERT_TRUE(response.set_header("Set-Cookie", "c=3"));
  EXPECT_EQ(response.header_block(), "X-Other: o\r\nSet-Cookie: c=3\r\n");
  response.remove_header("x-other");
  EXPECT_EQ(response.header_block(), "Set-Cookie: c=3\r\n");
  ASSERT_TRUE(response.set_header("content-type", "text/csv"));
  EXPECT_EQ(response.content_type, "text/csv");
  EXPECT_EQ(response.header("nobody"), "");
}

TEST(Request, FindsFieldsInAnyCase) {
  Request request;
  request.fields = {{"Host", "a"}, {"X-Two", "1"}, {"x-two", "2"}, {"X-Empty", ""}};
  EXPECT_EQ(request.header("HOST"), "a");
  EXPECT_EQ(request.header("x-TWO"), "1");
  EXPECT_TRUE(request.has_header("x-empty"));
  EXPECT_FALSE(request.has_header("x-emptier"));
}

TEST(Methods, AreCaseSensitive) {
  EXPECT_EQ(parse_method("GET"), Method::kGet);
  EXPECT_EQ(parse_method("PATCH"), Method::kPatch);
  EXPECT_FALSE(parse_method("get"));
  EXPECT_FALSE(parse_method(""));
  for (const char* name : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    EXPECT_EQ(method_name(*parse_method(name)), name);
}

}  // namespace
}  // namespace zato::http
