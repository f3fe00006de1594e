#include "base/charset.hpp"

#include <gtest/gtest.h>

namespace zato::base {
namespace {

TEST(Charset, TextsComeBackAsTheyWere) {
  const std::string text = "Zażółć gęślą jaźń " + std::string(5000, 'x') + " ó";
  for (const char* charset : {"iso-8859-2", "windows-1250", "UTF-16LE", "ISO-2022-JP-2"}) {
    const auto there = from_utf8("gęś", charset);
    if (!there) continue;  // not every set has these letters
    EXPECT_EQ(to_utf8(*there, charset).value(), "gęś") << charset;
  }
  EXPECT_EQ(to_utf8(from_utf8(text, "iso-8859-2").value(), "iso-8859-2").value(), text);
}

TEST(Charset, ASetWithShiftStatesEndsInItsFirst) {
  const auto text = from_utf8("日本", "ISO-2022-JP").value();
  EXPECT_EQ(text.substr(text.size() - 3), "\x1b(B");
}

TEST(Charset, WhatCannotBeConvertedIsNamedWithItsPlace) {
  EXPECT_EQ(from_utf8("ab日", "iso-8859-1").error().message, "byte 2 cannot be converted from UTF-8 to iso-8859-1");
  EXPECT_EQ(to_utf8("abc\xff", "us-ascii").error().message, "byte 3 cannot be converted from us-ascii to UTF-8");
  EXPECT_EQ(to_utf8("a", "klingon").error().message, "no such character set: klingon");
}

TEST(Charset, NothingIsNothing) { EXPECT_EQ(to_utf8("", "utf-16").value(), ""); }

TEST(Charset, SomeNamesMeanUtf8) {
  EXPECT_TRUE(means_utf8("") && means_utf8("UTF-8") && means_utf8("utf8"));
  EXPECT_FALSE(means_utf8("iso-8859-1"));
  EXPECT_TRUE(is_charset("ISO-8859-15"));
  EXPECT_FALSE(is_charset("klingon"));
}

}  // namespace
}  // namespace zato::base
