#include "server/channels/response_cache.hpp"

#include <gtest/gtest.h>

namespace zato::server {
namespace {

using namespace std::chrono_literals;

http::Response response(std::string body, int status = 200) {
  http::Response made;
  made.status = status;
  made.body = std::move(body);
  return made;
}

class ResponseCacheTest : public testing::Test {
 protected:
  ResponseCacheTest() { define({.max_size = 2, .max_item_size = 10, .extend_expiry_on_get = false}); }
  void define(const objects::BuiltinCache& definition) { cache_.set_definition(&definition); }
  void keep(const std::string& key, const http::Response& one) { cache_.keep(key, expiry_, now_, one); }
  // The body that is found; "-" for none.
  std::string found(const std::string& key) {
    http::Response answer;
    return cache_.find(key, expiry_, now_, answer) ? answer.body : "-";
  }

  ResponseCache cache_;
  std::int64_t expiry_ = 5;  // seconds
  base::MonotonicTime now_{100s};
};

TEST_F(ResponseCacheTest, AnAnswerIsGivenAgainUntilItExpires) {
  keep("a", response("first"));
  now_ += 4999ms;
  EXPECT_EQ(found("a"), "first");
  now_ += 1ms;
  EXPECT_EQ(found("a"), "-");
  EXPECT_EQ(cache_.size(), 0u);
}

TEST_F(ResponseCacheTest, ExpiryOfZeroIsNone) {
  expiry_ = 0;
  keep("a", response("first"));
  now_ += 24h * 365;
  EXPECT_EQ(found("a"), "first");
}

TEST_F(ResponseCacheTest, AnAnswerThatIsWantedLivesLongerWhereTheDefinitionSaysSo) {
  define({.max_size = 2, .max_item_size = 10, .extend_expiry_on_get = true});
  keep("a", response("first"));
  for (int i = 0; i < 3; ++i) {
    now_ += 4s;
    EXPECT_EQ(found("a"), "first");
  }
}

TEST_F(ResponseCacheTest, WhatWasNotAskedForLongestGoesFirst) {
  keep("a", response("1"));
  keep("b", response("2"));
  EXPECT_EQ(found("a"), "1");
  keep("c", response("3"));
  EXPECT_EQ(found("b"), "-");
  EXPECT_EQ(found("a") + found("c"), "13");
}

TEST_F(ResponseCacheTest, OnlyWhatIsGoodForEverybodyIsKept) {
  keep("error", response("x", 500));
  keep("made", response("x", 201));
  keep("large", response(std::string(11, 'x')));
  auto cookie = response("x");
  ASSERT_TRUE(cookie.add_header("Set-Cookie", "a=b"));
  keep("cookie", cookie);
  EXPECT_EQ(cache_.size(), 0u);
}

TEST_F(ResponseCacheTest, ADefinitionThatIsSwitchedOffKeepsNothing) {
  keep("a", response("1"));
  define({.is_active = false});
  EXPECT_EQ(found("a"), "-");
  keep("a", response("1"));
  EXPECT_EQ(cache_.size(), 0u);
}

class CacheKeyTest : public testing::Test {
 protected:
  CacheKeyTest() {
    channel_.config.id = 1;
    channel_.config.version = 1;
    request_.method_text = "GET";
    request_.path = "/a";
    request_.query = "x=1&y=2";
    request_.body = "body";
  }
  std::string key() const { return cache_key(channel_, seen_, request_); }

  Channel channel_;
  zato::Channel seen_;
  http::Request request_;
};

TEST_F(CacheKeyTest, TheOrderOfParametersDoesNotCount) {
  const auto one = key();
  request_.query = "y=2&x=1";
  EXPECT_EQ(key(), one);
}

TEST_F(CacheKeyTest, TheOrderOfValuesOfOneParameterDoes) {
  request_.query = "x=1&x=2";
  const auto one = key();
  request_.query = "x=2&x=1";
  EXPECT_NE(key(), one);
}

TEST_F(CacheKeyTest, EverythingElseCounts) {
  const auto one = key();
  const auto differs = [&](auto change) {
    const auto channel = channel_;
    const auto seen = seen_;
    const auto request = request_;
    change();
    const auto other = key();
    channel_ = channel, seen_ = seen, request_ = request;
    return other != one;
  };
  EXPECT_TRUE(differs([&] { channel_.config.version = 2; }));
  EXPECT_TRUE(differs([&] { channel_.config.id = 2; }));
  EXPECT_TRUE(differs([&] { seen_.security.id = 7; }));
  EXPECT_TRUE(differs([&] { request_.method_text = "POST"; }));
  EXPECT_TRUE(differs([&] { request_.path = "/b"; }));
  EXPECT_TRUE(differs([&] { request_.body = "bod"; }));
  EXPECT_TRUE(differs([&] { request_.query = "x=1"; }));
}

}  // namespace
}  // namespace zato::server
