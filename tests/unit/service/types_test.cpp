// Types of declared input and output by themselves, values of any kind, and time as text.
#include <gtest/gtest.h>

#include "zato/time.hpp"
#include "zato/types.hpp"

namespace zato {
namespace {

using namespace std::chrono_literals;

std::string utc(std::string_view text) {
  const auto value = parse_date_time(text);
  return value ? to_text(*value) : "-";
}

TEST(Types, ReadDatesAndTimes) {
  EXPECT_EQ(utc("2026-03-04T05:06:07Z"), "2026-03-04T05:06:07+00:00");
  EXPECT_EQ(utc("2026-03-04 05:06"), "2026-03-04T05:06:00+00:00");
  EXPECT_EQ(utc("20260304T050607.25-0130"), "2026-03-04T06:36:07.250000+00:00");
  EXPECT_EQ(utc("2026-03-04T05:06:07.1234567+02"), "2026-03-04T03:06:07.123456+00:00");
  EXPECT_EQ(utc("2026-03-04"), "2026-03-04T00:00:00+00:00");
  EXPECT_EQ(utc("1969-12-31T23:59:59Z"), "1969-12-31T23:59:59+00:00");
  for (const char* bad :
       {"", "2026", "2026-3-4", "2026-02-29", "2026-03-04T", "2026-03-04T24:00", "2026-03-04T05:06:07X",
        "2026-03-04T05:06:07.", "2026-03-04T05:06+1", "x2026-03-04", "2026-0304", "2026-03-04T05:06:07Z "})
    EXPECT_EQ(utc(bad), "-") << bad;
  EXPECT_EQ(to_text(*parse_date("2024-02-29T10:00:00+05:00")), "2024-02-29");
  EXPECT_FALSE(parse_date("2024-02-29Tnoon"));
}

TEST(Types, KeepDecimalsExact) {
  for (const char* good : {"0", "-1", "19.90", ".5", "5.", "1e5", "1.5E-3", "123456789012345678901234567890.12"})
    EXPECT_EQ(Decimal::parse(good)->text(), good);
  EXPECT_EQ(Decimal::parse("+1")->text(), "1");
  for (const char* bad : {"", ".", "-", "1,5", "1e", "e5", "0x1", "nan", "inf", "1 ", "--1", "1e99999"})
    EXPECT_FALSE(Decimal::parse(bad)) << bad;
  EXPECT_EQ(Decimal::parse("19.90")->scaled(2), 1990);
  EXPECT_EQ(Decimal::parse("19.90")->scaled(1), 199);
  EXPECT_FALSE(Decimal::parse("19.95")->scaled(1));
  EXPECT_EQ(Decimal::parse("-1.5e3")->scaled(0), -1500);
  EXPECT_EQ(Decimal::parse("0.000")->scaled(0), 0);
  EXPECT_FALSE(Decimal::parse("99999999999999999999")->scaled(0));
  EXPECT_EQ(Decimal::from_scaled(-5, 2).text(), "-0.05");
  EXPECT_EQ(Decimal::from_scaled(1990, 2).text(), "19.90");
  EXPECT_EQ(Decimal::from_scaled(7, 0).text(), "7");
  EXPECT_DOUBLE_EQ(Decimal::parse("19.90")->to_double(), 19.9);
}

TEST(Types, ReadUuids) {
  const auto value = UUID::parse("urn:uuid:01234567-89ab-cdef-0123-456789abcdef");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->hex(), "0123456789abcdef0123456789abcdef");
  EXPECT_EQ(value->text(), "01234567-89ab-cdef-0123-456789abcdef");
  for (const char* bad : {"", "0123", "0123456789abcdef0123456789abcdeg", "0123456789abcdef0123456789abcdef0"})
    EXPECT_FALSE(UUID::parse(bad)) << bad;
}

TEST(Values, SayWhatTheyAre) {
  Dict dict{{"a", 1}, {"b", List<>{true, nullptr, 2.5, "x"}}, {"a", 3}};
  EXPECT_EQ(dict.size(), 2U);
  EXPECT_EQ(dict["a"].as_int(), 3);
  const Value value = dict;
  EXPECT_EQ(value["b"][3].as_text(), "x");
  EXPECT_THROW(value["b"][4], ValueError);
  EXPECT_THROW(value["c"], ValueError);
  EXPECT_THROW(value["a"].as_text(), ValueError);
  EXPECT_DOUBLE_EQ(value["a"].as_float(), 3);
  dict.erase("a");
  EXPECT_FALSE(dict.contains("a"));
  EXPECT_NE(Value(dict), value);
  EXPECT_TRUE(Value(~std::uint64_t{0}).is_float()) << "what does not fit is no integer";
}

TEST(Time, IsWrittenByTokens) {
  const LocalTime at{*parse_date_time("2026-03-04T23:06:07.089Z"), 1h, "CET"};
  EXPECT_EQ(at.format("YYYY-MM-DD HH:mm:ss"), "2026-03-05 00:06:07");
  EXPECT_EQ(at.format("dddd ddd D MMMM MMM M YY DDDD"), "Thursday Thu 5 March Mar 3 26 064");
  EXPECT_EQ(at.format("h:mm A a SSS SSSSSS"), "12:06 AM am 089 089000");
  EXPECT_EQ(at.format("ZZ Z ZZZ X"), "+01:00 +0100 CET 1772665567");
  EXPECT_EQ(at.format("[at] HH [o'clock"), "at 00 [o'clock");
  EXPECT_EQ(at.text(), "2026-03-05T00:06:07+01:00");
  EXPECT_EQ((LocalTime{at.utc, -90min, "X"}.format("ZZ")), "-01:30");
  EXPECT_EQ(to_text(at.date()), "2026-03-05");
  EXPECT_EQ(Time::utcnow("YYYY").size(), 4U);
}

}  // namespace
}  // namespace zato
