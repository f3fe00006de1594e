#include <gmock/gmock.h>

#include "config/entry.hpp"

namespace zato::config {
namespace {

using testing::HasSubstr;

TEST(Ini, ReadsSectionsKeysCommentsAndQuotes) {
  auto entries = parse_ini("# top\n[main]\na=1 # one\nb = \" x # y \"\n\n[odb]\n; c\nurl=a#b\n", "f.conf");
  ASSERT_TRUE(entries) << entries.error().text();
  ASSERT_EQ(entries->size(), 3u);
  EXPECT_EQ((*entries)[0].value, "1");
  EXPECT_EQ((*entries)[0].origin, "f.conf:3");
  EXPECT_EQ((*entries)[1].value, " x # y ");
  EXPECT_EQ((*entries)[2].section, "odb");
  EXPECT_EQ((*entries)[2].value, "a#b");
}

TEST(Ini, ReportsEveryProblemWithItsLine) {
  auto entries = parse_ini("a=1\n[main\n[main]\nnonsense\nx=1\nx=2\ny=\"open\n", "f.conf");
  ASSERT_FALSE(entries);
  const auto& text = entries.error().message;
  EXPECT_THAT(text, HasSubstr("f.conf:1: a key must stand below a [section]"));
  EXPECT_THAT(text, HasSubstr("f.conf:2: a section must be written as [name]"));
  EXPECT_THAT(text, HasSubstr("f.conf:4: this line is neither"));
  EXPECT_THAT(text, HasSubstr("f.conf:6: [main] x: given twice, first in line 5"));
  EXPECT_THAT(text, HasSubstr("f.conf:7: [main] y: the quotes"));
}

TEST(Ini, TakesWindowsLineEndsAndAByteOrderMark) {
  auto entries = parse_ini("\xEF\xBB\xBF[main]\r\na=1\r\n", "f.conf");
  ASSERT_TRUE(entries);
  EXPECT_EQ((*entries)[0].value, "1");
}

}  // namespace
}  // namespace zato::config
