#include "unit/schedule/brute_force.hpp"

#include <array>
#include <cstdlib>
#include <sstream>

namespace zato::test {

namespace {

constexpr std::time_t kMinute = 60;
constexpr std::time_t kHour = 3600;
constexpr std::time_t kDay = 86400;

int number(std::string word) {
  static const std::array<const char*, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};
  static const std::array<const char*, 7> days = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
  for (auto& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (int i = 0; i < 12; ++i) {
    if (word == months[static_cast<std::size_t>(i)]) return i + 1;
  }
  for (int i = 0; i < 7; ++i) {
    if (word == days[static_cast<std::size_t>(i)]) return i;
  }
  return std::stoi(word);
}

bool item_has(const std::string& item, int value, int min, int max) {
  const auto slash = item.find('/');
  const int step = slash == std::string::npos ? 1 : std::stoi(item.substr(slash + 1));
  const auto base = item.substr(0, slash);
  const auto dash = base.find('-');
  int first = min;
  int last = max;
  if (base != "*") {
    first = number(base.substr(0, dash));
    if (dash != std::string::npos)
      last = number(base.substr(dash + 1));
    else
      last = slash == std::string::npos ? first : max;
  }
  return value >= first && value <= last && (value - first) % step == 0;
}

bool field_has(const std::string& field, int value, int min, int max) {
  std::istringstream items(field);
  for (std::string item; std::getline(items, item, ',');) {
    if (item_has(item, value, min, max)) return true;
  }
  return false;
}

struct Fields {
  std::array<bool, 60> minute{};
  std::array<bool, 24> hour{};
  std::array<bool, 32> day{};
  std::array<bool, 13> month{};
  std::array<bool, 7> weekday{};
  bool either_day = false;
  bool every_hour = true;
};

template <std::size_t N>
void fill(std::array<bool, N>& out, const std::string& field, int min, int max) {
  for (int value = min; value <= max; ++value) {
    if (field_has(field, value, min, max)) out[static_cast<std::size_t>(value) % N] = true;
  }
}

Fields read(const std::string& definition) {
  std::istringstream words(definition);
  std::string minute, hour, day, month, weekday;
  words >> minute >> hour >> day >> month >> weekday;
  Fields out;
  fill(out.minute, minute, 0, 59);
  fill(out.hour, hour, 0, 23);
  fill(out.day, day, 1, 31);
  fill(out.month, month, 1, 12);
  fill(out.weekday, weekday, 0, 7);  // 7 is 0
  out.either_day = day[0] != '*' && weekday[0] != '*';
  for (const bool runs : out.hour) out.every_hour = out.every_hour && runs;
  return out;
}

template <std::size_t N>
bool has(const std::array<bool, N>& field, int value) {
  return field[static_cast<std::size_t>(value)];
}

bool day_matches(const Fields& f, const std::tm& t) {
  if (!has(f.month, t.tm_mon + 1)) return false;
  const bool dom = has(f.day, t.tm_mday);
  const bool dow = has(f.weekday, t.tm_wday);
  return f.either_day ? dom || dow : dom && dow;
}

bool matches(const Fields& f, const std::tm& t) {
  return has(f.minute, t.tm_min) && has(f.hour, t.tm_hour) && day_matches(f, t);
}

std::tm local(std::time_t at) {
  std::tm out{};
  localtime_r(&at, &out);
  return out;
}

// The time that the clock shows, as seconds of a calendar without zones.
std::time_t shown(std::time_t at) { return at + local(at).tm_gmtoff; }

std::tm calendar(std::time_t shown_at) {
  std::tm out{};
  gmtime_r(&shown_at, &out);
  return out;
}

// The clock has shown this before: within the three hours that it was put back by at most.
bool shown_before(std::time_t at) {
  const auto now = shown(at);
  for (auto before = at - 3 * kHour; before < at; before += kMinute) {
    if (shown(before) >= now) return true;
  }
  return false;
}

// The clock was put forward just now, over a minute that matches.
bool gap_matches(const Fields& f, std::time_t at) {
  for (auto left_out = shown(at - 1) + 1; left_out < shown(at); left_out += kMinute) {
    if (matches(f, calendar(left_out))) return true;
  }
  return false;
}

}  // namespace

std::optional<std::time_t> brute_next(const std::string& definition, const std::string& zone, std::time_t after,
                                      int days) {
  static std::string zone_in_force;
  if (zone_in_force != zone) {
    setenv("TZ", zone.c_str(), 1);
    tzset();
    zone_in_force = zone;
  }
  const auto f = read(definition);
  const bool clock = !f.every_hour;
  auto at = after - after % kMinute + kMinute;
  const auto end = after + days * kDay;
  while (at < end) {
    const auto now = local(at);
    // Neither today nor tomorrow: a day goes by, less the two hours that a clock may be put forward.
    if (!day_matches(f, now) && !day_matches(f, local(at + kDay - kHour)) && !day_matches(f, local(at + kDay))) {
      at += kDay - 2 * kHour - kHour;
      continue;
    }
    // Nor this hour, through which the clock runs evenly.
    const auto rest = (60 - now.tm_min) * kMinute;
    if (!has(f.hour, now.tm_hour) && shown(at + rest) - shown(at) == rest &&
        shown(at - kMinute) + kMinute == shown(at)) {
      at += rest;
      continue;
    }
    if (!clock && matches(f, now)) return at;
    if (clock && ((matches(f, now) && !shown_before(at)) || gap_matches(f, at))) return at;
    at += kMinute;
  }
  return std::nullopt;
}

}  // namespace zato::test
