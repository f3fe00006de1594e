// Types of declared input and output (zato/simpleio.hpp) that the standard library lacks, and how all of them look in
// messages.
//
// | type     | C++                                       | in messages |
// |----------|-------------------------------------------|----------------------------------------------------------------|
// | Int      | std::int64_t; smaller ones will do        | number, or text with digits | | Bool     | bool | boolean;
// true yes on y t 1 and false no off n f 0 in any case  | | Float    | double                                    |
// number, or text with one                                       | | Text     | std::string | text; numbers and
// booleans become text                         | | Decimal  | zato::Decimal, exact                      | text "19.90";
// numbers are read too                             | | Date     | std::chrono::year_month_day               |
// "2026-03-04"; of a date with a time the date is read           | | DateTime | std::chrono::sys_time<microseconds>,
// UTC  | "2026-03-04T05:06:07+00:00", with .ffffff where there is any;  | |          | | other offsets are converted,
// none means UTC                    | | UUID     | zato::UUID, 16 bytes                      | 32 hexadecimal digits;
// dashes, braces and urn:uuid: are read   | | CSV      | zato::CSV, a vector of texts              | "a,b,c", or a list
// of scalars                                  | | List     | std::vector<T>                            | list; a value
// alone is a list of one, null an empty one        | | Dict     | zato::Dict, or a struct with elements()   | dict | |
// DictList | std::vector of these                      | list of dicts | | Opaque   | zato::Value | anything, as it is;
// AsIs is the same                           | | Secret   | zato::Secret                              | text; ****** in
// logs                                           |
#pragma once

#include <array>
#include <charconv>
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "zato/value.hpp"

namespace zato {

using Int = std::int64_t;
using Bool = bool;
using Float = double;
using Text = std::string;
using Date = std::chrono::year_month_day;
using DateTime = std::chrono::sys_time<std::chrono::microseconds>;
using Opaque = Value;
using AsIs = Value;

// A text that logs and format() show as ******. It is what it was on the wire: whoever needs it says so.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  const std::string& reveal() const noexcept { return text_; }
  bool empty() const noexcept { return text_.empty(); }
  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  std::string text_;
};
inline std::string_view to_text(const Secret&) { return "******"; }

// Values between commas.
struct CSV : std::vector<std::string> {
  using vector::vector;
};

// Digits with a point, kept as they were written: "19.90". For computing there is scaled().
class Decimal {
 public:
  Decimal() = default;
  static std::optional<Decimal> parse(std::string_view text);
  // from_scaled(1990, 2) is 19.90
  static Decimal from_scaled(std::int64_t units, unsigned places);

  const std::string& text() const noexcept { return text_; }
  double to_double() const;
  // The value in units of 10^-places, if it is a whole number of them and fits: 19.90 has scaled(2) 1990 and no
  // scaled(0).
  std::optional<std::int64_t> scaled(unsigned places) const;

  friend bool operator==(const Decimal&, const Decimal&) = default;  // of how they are written: 1.0 is not 1.00

 private:
  std::string text_ = "0";
};
inline const std::string& to_text(const Decimal& value) { return value.text(); }

struct UUID {
  std::array<std::uint8_t, 16> bytes{};

  static std::optional<UUID> parse(std::string_view text);
  std::string hex() const;   // 32 digits
  std::string text() const;  // with dashes
  auto operator<=>(const UUID&) const = default;
};
inline std::string to_text(const UUID& value) { return value.text(); }

std::optional<Date> parse_date(std::string_view text);
std::optional<DateTime> parse_date_time(std::string_view text);
std::string to_text(const Date& value);
std::string to_text(const DateTime& value);

namespace detail {

inline bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// The next `count` digits of `text`, which are taken away, as a number within the limits.
inline std::optional<int> digits(std::string_view& text, std::size_t count, int least, int most) {
  int number = 0;
  if (text.size() < count) return std::nullopt;
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return number < least || number > most ? std::nullopt : std::optional(number);
}

inline bool skip(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

inline void append_digits(std::string& out, std::int64_t number, int width) {
  const std::string text = std::to_string(number);
  if (static_cast<int>(text.size()) < width) out.append(static_cast<std::size_t>(width) - text.size(), '0');
  out += text;
}

// YYYY-MM-DD or YYYYMMDD at the start of `text`, which is taken away.
inline std::optional<Date> take_date(std::string_view& text) {
  using namespace std::chrono;
  const auto y = digits(text, 4, 1, 9999);
  const bool dashes = skip(text, '-');
  const auto m = y ? digits(text, 2, 1, 12) : std::nullopt;
  if (!m || skip(text, '-') != dashes) return std::nullopt;
  const auto d = digits(text, 2, 1, 31);
  if (!d) return std::nullopt;
  const Date date{year(*y), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

// Z, +HH, +HHMM or +HH:MM, to the end of `text`; nothing is UTC.
inline std::optional<std::chrono::minutes> take_offset(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return std::chrono::minutes(0);
  const bool west = text[0] == '-';
  if (!west && text[0] != '+') return std::nullopt;
  text.remove_prefix(1);
  const auto hours = digits(text, 2, 0, 23);
  skip(text, ':');
  const auto minutes = text.empty() ? std::optional(0) : digits(text, 2, 0, 59);
  if (!hours || !minutes || !text.empty()) return std::nullopt;
  return std::chrono::minutes((west ? -1 : 1) * (*hours * 60 + *minutes));
}

// HH:MM[:SS[.ffffff]] at the start of `text`, which is taken away.
inline std::optional<std::chrono::microseconds> take_time(std::string_view& text) {
  using namespace std::chrono;
  const auto h = digits(text, 2, 0, 23);
  skip(text, ':');
  const auto m = h ? digits(text, 2, 0, 59) : std::nullopt;
  if (!m) return std::nullopt;
  microseconds time = hours(*h) + minutes(*m);
  if (skip(text, ':') || (!text.empty() && is_digit(text[0]))) {
    const auto s = digits(text, 2, 0, 59);
    if (!s) return std::nullopt;
    time += seconds(*s);
    if (skip(text, '.') || skip(text, ',')) {
      if (text.empty() || !is_digit(text[0])) return std::nullopt;
      std::int64_t unit = 100'000;
      for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1), unit /= 10)
        time += microseconds((text[0] - '0') * unit);
    }
  }
  return time;
}

}  // namespace detail

inline std::optional<DateTime> parse_date_time(std::string_view text) {
  const auto date = detail::take_date(text);
  if (!date) return std::nullopt;
  const DateTime midnight = std::chrono::sys_days(*date);
  if (text.empty()) return midnight;
  if (!detail::skip(text, 'T') && !detail::skip(text, ' ')) return std::nullopt;
  const auto time = detail::take_time(text);
  const auto offset = time ? detail::take_offset(text) : std::nullopt;
  if (!offset) return std::nullopt;
  return midnight + *time - *offset;
}

inline std::optional<Date> parse_date(std::string_view text) {
  const auto whole = text;
  const auto date = detail::take_date(text);
  return text.empty() || parse_date_time(whole) ? date : std::nullopt;
}

inline std::string to_text(const Date& value) {
  std::string out;
  detail::append_digits(out, static_cast<int>(value.year()), 4);
  out += '-';
  detail::append_digits(out, static_cast<unsigned>(value.month()), 2);
  out += '-';
  detail::append_digits(out, static_cast<unsigned>(value.day()), 2);
  return out;
}

inline std::string to_text(const DateTime& value) {
  const auto day = std::chrono::floor<std::chrono::days>(value);
  const auto time = (value - day).count();
  std::string out = to_text(Date(day));
  char before = 'T';
  for (const std::int64_t unit : {3'600'000'000LL, 60'000'000LL, 1'000'000LL}) {
    out += before;
    detail::append_digits(out, time / unit % (unit == 3'600'000'000 ? 24 : 60), 2);
    before = ':';
  }
  if (const auto fraction = time % 1'000'000; fraction != 0) {
    out += '.';
    detail::append_digits(out, fraction, 6);
  }
  return out + "+00:00";
}

inline std::optional<Decimal> Decimal::parse(std::string_view text) {
  std::string_view rest = text;
  if (!detail::skip(rest, '-')) detail::skip(rest, '+');
  std::size_t count = 0;
  for (; !rest.empty() && detail::is_digit(rest[0]); rest.remove_prefix(1)) ++count;
  if (detail::skip(rest, '.')) {
    for (; !rest.empty() && detail::is_digit(rest[0]); rest.remove_prefix(1)) ++count;
  }
  if (count == 0 || count > 1000) return std::nullopt;
  if (detail::skip(rest, 'e') || detail::skip(rest, 'E')) {
    if (!detail::skip(rest, '-')) detail::skip(rest, '+');
    if (rest.empty() || rest.size() > 4) return std::nullopt;
    for (; !rest.empty() && detail::is_digit(rest[0]); rest.remove_prefix(1)) {
    }
  }
  if (!rest.empty()) return std::nullopt;
  Decimal value;
  value.text_ = text.starts_with('+') ? text.substr(1) : text;
  return value;
}

inline Decimal Decimal::from_scaled(std::int64_t units, unsigned places) {
  std::string digits = std::to_string(units);
  const std::size_t sign = units < 0 ? 1 : 0;
  if (digits.size() - sign <= places) digits.insert(sign, places + 1 - (digits.size() - sign), '0');
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  Decimal value;
  value.text_ = std::move(digits);
  return value;
}

inline double Decimal::to_double() const {
  double value = 0;
  std::from_chars(text_.data(), text_.data() + text_.size(), value);
  return value;
}

inline std::optional<std::int64_t> Decimal::scaled(unsigned places) const {
  std::string digits;
  std::string_view rest = text_;
  int exponent = static_cast<int>(places);
  if (const auto e = rest.find_first_of("eE"); e != std::string_view::npos) {
    int power = 0;
    const char* from = rest.data() + e + (rest[e + 1] == '+' ? 2 : 1);
    std::from_chars(from, rest.data() + rest.size(), power);
    exponent += power;
    rest = rest.substr(0, e);
  }
  bool fraction = false;
  for (const char c : rest) {
    if (c == '.')
      fraction = true;
    else
      digits += c, exponent -= fraction && detail::is_digit(c) ? 1 : 0;
  }
  for (; exponent < 0 && digits.size() > 1 && digits.back() == '0'; ++exponent) digits.pop_back();
  if (digits.find_first_not_of("-0") == std::string::npos) return 0;
  if (exponent < 0 || exponent > 18) return std::nullopt;
  digits.append(static_cast<std::size_t>(exponent), '0');
  std::int64_t value = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return end.ec == std::errc() ? std::optional(value) : std::nullopt;
}

inline std::optional<UUID> UUID::parse(std::string_view text) {
  if (text.starts_with("urn:uuid:")) text.remove_prefix(9);
  if (text.size() > 2 && text.front() == '{' && text.back() == '}') text = text.substr(1, text.size() - 2);
  UUID value;
  std::size_t count = 0;
  for (const char c : text) {
    if (c == '-') continue;
    const int digit = detail::is_digit(c)    ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0 || count == 32) return std::nullopt;
    auto& byte = value.bytes[count++ / 2];
    byte = static_cast<std::uint8_t>(byte * 16 + digit);
  }
  return count == 32 ? std::optional(value) : std::nullopt;
}

inline std::string UUID::hex() const {
  std::string out;
  for (const auto byte : bytes) {
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
  return out;
}

inline std::string UUID::text() const {
  std::string out = hex();
  for (const std::size_t at : {20U, 16U, 12U, 8U}) out.insert(at, 1, '-');
  return out;
}

}  // namespace zato
