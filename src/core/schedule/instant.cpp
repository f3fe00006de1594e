#include "schedule/instant.hpp"

#include <array>
#include <cctype>
#include <cstdio>

#include "base/text.hpp"

namespace zato::schedule {

namespace {

constexpr std::string_view kShape = "9999-99-99T99:99:99";

bool has_shape(std::string_view text) {
  if (text.size() < kShape.size()) return false;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    if (kShape[i] == '9' ? !digit : text[i] != kShape[i] && !(kShape[i] == 'T' && text[i] == ' ')) return false;
  }
  return true;
}

int number_at(std::string_view text, std::size_t at, std::size_t length) {
  return base::parse_number<int>(text.substr(at, length)).value_or(-1);
}

// ".25" as microseconds; nothing where it is no fraction of up to nine digits.
std::optional<Duration> fraction(std::string_view text) {
  if (text.empty()) return Duration(0);
  if (text.front() != '.' || text.size() < 2 || text.size() > 10) return std::nullopt;
  std::int64_t nanoseconds = 0;
  for (std::size_t i = 1; i < 10; ++i) {
    const char digit = i < text.size() ? text[i] : '0';
    if (digit < '0' || digit > '9') return std::nullopt;
    nanoseconds = nanoseconds * 10 + (digit - '0');
  }
  return Duration(nanoseconds / 1000);
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view given) {
  // A day begins at midnight, a minute with its first second.
  const auto filled = std::string(given) + (given.size() == 10 ? "T00:00:00" : given.size() == 16 ? ":00" : "");
  const std::string_view text = filled;
  if (!has_shape(text)) return std::nullopt;
  auto rest = text.substr(kShape.size());
  if (rest.ends_with('Z')) rest.remove_suffix(1);
  if (rest.ends_with("+00:00")) rest.remove_suffix(6);
  const auto part = fraction(rest);
  const std::chrono::year_month_day day(std::chrono::year(number_at(text, 0, 4)),
                                        std::chrono::month(static_cast<unsigned>(number_at(text, 5, 2))),
                                        std::chrono::day(static_cast<unsigned>(number_at(text, 8, 2))));
  const int hour = number_at(text, 11, 2);
  const int minute = number_at(text, 14, 2);
  const int second = number_at(text, 17, 2);
  if (!part || !day.ok() || hour >= 24 || minute >= 60 || second >= 60) return std::nullopt;
  return std::chrono::sys_days(day) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + *part;
}

std::string text_of(Instant instant) {
  const auto second = whole_seconds(instant);
  const auto day = std::chrono::floor<std::chrono::days>(second);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(second - day);
  std::array<char, 64> out{};
  const auto fraction = (instant - second).count();
  std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  std::string text = out.data();
  if (fraction != 0) {
    std::snprintf(out.data(), out.size(), ".%06d", static_cast<int>(fraction));
    text += out.data();
  }
  return text + "Z";
}

}  // namespace zato::schedule
