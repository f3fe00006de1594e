#include "http/query.hpp"

#include <gmock/gmock.h>

namespace zato::http {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(PercentDecode, RefusesEscapesThatAreNotTwoHexadecimalDigits) {
  for (const char* bad : {"%", "a%2", "%g0", "%0g", "%%20", "%2 0"}) EXPECT_FALSE(percent_decode(bad)) << bad;
}

TEST(PercentDecode, GivesTheBytesBack) {
  EXPECT_EQ(percent_decode("a%20b%2Fc%c3%A9+"), "a b/c\xc3\xa9+");
  const std::string all = [] {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    return bytes;
  }();
  EXPECT_EQ(percent_decode(percent_encode(all)), all);
}

TEST(QueryParameters, KeepOrderAndRepetitions) {
  const auto parsed = QueryParameters::parse("b=2&a=1&b=3&&c&d=&=x&e=1%3D2=3&f+g=h+i%2B");
  ASSERT_TRUE(parsed);
  EXPECT_THAT(parsed->pairs(), ElementsAre(Pair("b", "2"), Pair("a", "1"), Pair("b", "3"), Pair("c", ""), Pair("d", ""),
                                           Pair("", "x"), Pair("e", "1=2=3"), Pair("f g", "h i+")));
  EXPECT_EQ(parsed->get("b"), "2");
  EXPECT_EQ(parsed->get("nobody"), std::nullopt);
  EXPECT_THAT(parsed->all("b"), ElementsAre("2", "3"));
}

TEST(QueryParameters, RefuseMalformedEscapesAndTooManyPairs) {
  EXPECT_FALSE(QueryParameters::parse("a=%zz"));
  EXPECT_FALSE(QueryParameters::parse("%=1"));
  EXPECT_TRUE(QueryParameters::parse("a&b&c", 3));
  EXPECT_FALSE(QueryParameters::parse("a&b&c&d", 3));
}

}  // namespace
}  // namespace zato::http
