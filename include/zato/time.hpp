// time: now, in UTC and in time zones, and as text.
//
//   zato::DateTime now = time.utcnow();
//   std::string text = time.utcnow("YYYY-MM-DD HH:mm:ss");
//   zato::LocalTime there = time.now("Europe/Warsaw");     // there.date(), there.format("HH:mm ZZ")
//   zato::Date today = time.today("America/New_York");
//
// Formats are made of the tokens YYYY YY MMMM MMM MM M DDDD (day of the year) DD D dddd ddd HH H hh h mm m ss s SSSSSS
// SSS A a ZZ
// (+01:00) Z (+0100) X (seconds since 1970) and ZZZ (CET); [what stands in brackets] and all else stays as it is. Names
// are English. Zones are those of the system (Debian's tzdata); the empty one is the server's.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "zato/raise.hpp"
#include "zato/types.hpp"

namespace zato {

// A moment as clocks of a zone show it.
struct LocalTime {
  DateTime utc = {};
  std::chrono::seconds ahead{0};  // of UTC
  std::string abbreviation = "UTC";

  DateTime shown() const { return utc + ahead; }
  Date date() const { return Date(std::chrono::floor<std::chrono::days>(shown())); }
  std::string format(std::string_view pattern) const;
  std::string text() const { return format("YYYY-MM-DDTHH:mm:ssZZ"); }
};
inline std::string to_text(const LocalTime& value) { return value.text(); }

class Time {
 public:
  static constexpr std::string_view kFull = "YYYY-MM-DD HH:mm:ss";

  explicit Time(Runtime* runtime = nullptr) noexcept : runtime_(runtime) {}

  static DateTime utcnow() { return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()); }
  static std::string utcnow(std::string_view pattern) { return LocalTime{utcnow()}.format(pattern); }
  static std::string format(DateTime utc, std::string_view pattern = kFull) { return LocalTime{utc}.format(pattern); }

  // ValueError: there is no such zone.
  LocalTime in_zone(DateTime utc, std::string_view zone) const {
    const auto at = std::chrono::floor<std::chrono::seconds>(utc);
    const ZoneOffset offset = detail::needed(runtime_).zone_offset(zone, at);
    if (!offset.known) throw ValueError("there is no time zone `" + std::string(zone) + "`");
    return {utc, offset.ahead, offset.abbreviation};
  }
  LocalTime now(std::string_view zone = {}) const { return in_zone(utcnow(), zone); }
  Date today(std::string_view zone = {}) const { return now(zone).date(); }
  Date yesterday(std::string_view zone = {}) const { return std::chrono::sys_days(today(zone)) - std::chrono::days(1); }
  Date tomorrow(std::string_view zone = {}) const { return std::chrono::sys_days(today(zone)) + std::chrono::days(1); }

 private:
  Runtime* runtime_;
};

namespace detail {

struct Broken {  // a moment in its parts
  int year, month, day, day_of_year, weekday, hour, minute, second, microsecond;

  explicit Broken(DateTime shown) {
    using namespace std::chrono;
    const auto midnight = floor<days>(shown);
    const Date date(midnight);
    year = static_cast<int>(date.year());
    month = static_cast<int>(static_cast<unsigned>(date.month()));
    day = static_cast<int>(static_cast<unsigned>(date.day()));
    day_of_year = static_cast<int>((midnight - sys_days(date.year() / 1 / 1)).count()) + 1;
    weekday = static_cast<int>(std::chrono::weekday(midnight).c_encoding());
    const auto time = (shown - midnight).count();
    hour = static_cast<int>(time / 3'600'000'000);
    minute = static_cast<int>(time / 60'000'000 % 60);
    second = static_cast<int>(time / 1'000'000 % 60);
    microsecond = static_cast<int>(time % 1'000'000);
  }
};

inline std::string offset_text(std::chrono::seconds ahead, std::string_view colon) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(std::chrono::abs(ahead)).count();
  std::string out = ahead.count() < 0 ? "-" : "+";
  append_digits(out, minutes / 60, 2);
  out += colon;
  append_digits(out, minutes % 60, 2);
  return out;
}

inline constexpr std::string_view kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                               "July",    "August",   "September", "October", "November", "December"};
inline constexpr std::string_view kWeekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                 "Thursday", "Friday", "Saturday"};

// Appends what the token stands for. False: it is none.
inline bool append_token(std::string& out, std::string_view token, const LocalTime& at, const Broken& b) {
  const auto number = [&](int value) { return append_digits(out, value, static_cast<int>(token.size())), true; };
  const auto text = [&](std::string_view value) { return out += value, true; };
  const int hour12 = b.hour % 12 == 0 ? 12 : b.hour % 12;
  if (token == "YYYY") return number(b.year);
  if (token == "YY") return number(b.year % 100);
  if (token == "MMMM") return text(kMonths[b.month - 1]);
  if (token == "MMM") return text(kMonths[b.month - 1].substr(0, 3));
  if (token == "MM" || token == "M") return number(b.month);
  if (token == "DDDD") return append_digits(out, b.day_of_year, 3), true;
  if (token == "DD" || token == "D") return number(b.day);
  if (token == "dddd") return text(kWeekdays[b.weekday]);
  if (token == "ddd") return text(kWeekdays[b.weekday].substr(0, 3));
  if (token == "HH" || token == "H") return number(b.hour);
  if (token == "hh" || token == "h") return number(hour12);
  if (token == "mm" || token == "m") return number(b.minute);
  if (token == "ss" || token == "s") return number(b.second);
  if (token == "SSSSSS") return number(b.microsecond);
  if (token == "SSS") return number(b.microsecond / 1000);
  if (token == "A") return text(b.hour < 12 ? "AM" : "PM");
  if (token == "a") return text(b.hour < 12 ? "am" : "pm");
  if (token == "ZZZ") return text(at.abbreviation);
  if (token == "ZZ") return text(offset_text(at.ahead, ":"));
  if (token == "Z") return text(offset_text(at.ahead, ""));
  if (token == "X")
    return text(std::to_string(std::chrono::floor<std::chrono::seconds>(at.utc).time_since_epoch().count()));
  return false;
}

}  // namespace detail

inline std::string LocalTime::format(std::string_view pattern) const {
  const detail::Broken broken(shown());
  std::string out;
  while (!pattern.empty()) {
    if (const auto end = pattern.find(']'); pattern.front() == '[' && end != std::string_view::npos) {
      out += pattern.substr(1, end - 1);
      pattern.remove_prefix(end + 1);
      continue;
    }
    // The longest token that is one: runs of a letter are cut from their end.
    std::size_t size = pattern.find_first_not_of(pattern.front());
    for (size = size == std::string_view::npos ? pattern.size() : size; size > 0; --size) {
      if (detail::append_token(out, pattern.substr(0, size), *this, broken)) break;
    }
    if (size == 0) out += pattern[0], size = 1;
    pattern.remove_prefix(size);
  }
  return out;
}

}  // namespace zato
