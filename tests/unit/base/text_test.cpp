#include "base/text.hpp"

#include <gmock/gmock.h>

#include <cstdint>

namespace zato::base {
namespace {

using testing::ElementsAre;
using testing::Optional;

TEST(Text, TrimsBlanksOnBothEnds) {
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim("  "), "");
}

TEST(Text, SplitKeepsEmptyParts) {
  EXPECT_THAT(split("a,,b,", ','), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(split("", ','), ElementsAre(""));
}

TEST(Text, NumbersAreWholeAndInRange) {
  EXPECT_THAT(parse_number<std::uint16_t>("65535"), Optional(65535));
  EXPECT_EQ(parse_number<std::uint16_t>("65536"), std::nullopt);
  EXPECT_EQ(parse_number<int>("12 "), std::nullopt);
  EXPECT_EQ(parse_number<int>(""), std::nullopt);
  EXPECT_EQ(parse_number<std::uint32_t>("-1"), std::nullopt);
}

TEST(Text, BooleansInAnyCase) {
  EXPECT_THAT(parse_bool("Yes"), Optional(true));
  EXPECT_THAT(parse_bool("OFF"), Optional(false));
  EXPECT_EQ(parse_bool("2"), std::nullopt);
}

TEST(Text, NearestNamesATypoAndNothingElse) {
  const std::string names[] = {"workers", "port"};
  EXPECT_THAT(nearest("worker", names), Optional(std::string("workers")));
  EXPECT_EQ(nearest("unrelated", names), std::nullopt);
}

TEST(Text, Base64OfRfc4648) {
  EXPECT_EQ(base64_encode("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64_encode("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64_encode("foob"), "Zm9vYg==");
  EXPECT_EQ(base64_encode(""), "");
}

TEST(Text, Base64ComesBack) {
  for (std::size_t size = 0; size < 70; ++size) {
    const std::string bytes = random_bytes(size);
    EXPECT_THAT(base64_decode(base64_encode(bytes)), Optional(bytes));
  }
}

TEST(Text, Base64RefusesWhatIsNotBase64) {
  for (const auto* bad : {"Zg=", "Z===", "Zg==Zg==", "Zm9v\n", "Zm 9", "=Zm9", "Zh==", "Zm9="})
    EXPECT_EQ(base64_decode(bad), std::nullopt) << bad;
}

TEST(Text, ConstantTimeEqualIsEqual) {
  EXPECT_TRUE(constant_time_equal("secret", "secret"));
  EXPECT_FALSE(constant_time_equal("secret", "secreT"));
  EXPECT_FALSE(constant_time_equal("secret", "secrets"));
}

}  // namespace
}  // namespace zato::base
