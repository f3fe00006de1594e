#include "server/security/tokens.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "security/digest.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;

class TokensTest : public testing::Test {
 protected:
  bool passes(const std::string& text) const { return tokens_.read(text, now_).has_value(); }

  Tokens tokens_{base::Secret("key of the cluster")};
  objects::Jwt definition_{.id = 7, .name = "mobile", .username = "joan", .password = base::Secret("secret"), .ttl = 60};
  base::WallTime now_{1'000'000s};
};

TEST_F(TokensTest, AreReadByEveryServerWithTheSameKeyUntilTheyExpire) {
  const auto text = tokens_.issue(definition_, now_);
  const Tokens sibling(base::Secret("key of the cluster")), stranger(base::Secret("another key"));
  const auto token = sibling.read(text, now_ + 59s);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->definition, 7);
  EXPECT_TRUE(sibling.belongs(*token, definition_));
  EXPECT_FALSE(sibling.read(text, now_ + 60s));
  EXPECT_FALSE(stranger.read(text, now_));
  EXPECT_EQ(text.find("secret"), std::string::npos);
}

TEST_F(TokensTest, EndWithTheCredentialsThatTheyWereGivenFor) {
  const auto token = tokens_.read(tokens_.issue(definition_, now_), now_).value();
  auto changed = definition_;
  changed.name = "renamed";
  EXPECT_TRUE(tokens_.belongs(token, changed));
  changed.password = base::Secret("new");
  EXPECT_FALSE(tokens_.belongs(token, changed));
  changed = definition_;
  changed.is_active = false;
  EXPECT_FALSE(tokens_.belongs(token, changed));
  changed = definition_;
  changed.id = 8;
  EXPECT_FALSE(tokens_.belongs(token, changed));
}

TEST_F(TokensTest, AnyChangedByteIsNoticed) {
  const auto good = tokens_.issue(definition_, now_);
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto bad = good;
    bad[i] = bad[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(passes(bad)) << i;
  }
  EXPECT_FALSE(passes(good + "A"));
  EXPECT_FALSE(passes(good.substr(0, good.size() - 1)));
}

TEST_F(TokensTest, WhatOthersMadeUpIsRefused) {
  const auto claims = tokens_.issue(definition_, now_);
  const auto body = claims.substr(claims.find('.'), claims.rfind('.') - claims.find('.'));
  // {"alg":"none"}
  for (const auto& bad : {std::string(), std::string("."), std::string(".."), std::string("..."), "eyJhbGciOiJub25lIn0" + body + ".", std::string(1'000'000, '.'),
                          std::string(5000, 'a') + "." + std::string(5000, 'b'), std::string("a.b.c"), std::string("\0.\0.\0", 5)})
    EXPECT_FALSE(passes(bad)) << bad.size();
}

TEST_F(TokensTest, ARevokedOneIsGoodNoMore) {
  const auto one = tokens_.issue(definition_, now_), two = tokens_.issue(definition_, now_);
  const auto token = tokens_.read(one, now_).value();
  tokens_.revoke(token.id, token.expires, now_);
  EXPECT_FALSE(passes(one));
  EXPECT_TRUE(passes(two));
}

TEST(Bearer, IsFoundInWhateverCaseTheSchemeIs) {
  EXPECT_EQ(bearer_of("bEaReR  abc "), "abc");
  for (const char* other : {"", "Bearer", "Bearer ", "Basic abc", "Bearerabc"}) EXPECT_EQ(bearer_of(other), "") << other;
}

}  // namespace
}  // namespace zato::server
