#include "schedule/cron.hpp"

#include <array>
#include <bit>
#include <span>
#include <string>
#include <vector>

#include "base/text.hpp"

namespace zato::schedule {

namespace {

using base::Code;
using base::Result;
using std::chrono::minutes;

constexpr int kHorizonYears = 30;  // 29 February on a Monday comes back after 28, or 40 where a century has no leap day

struct FieldRule {
  const char* name;
  int min;
  int max;
  std::span<const std::string_view> words;  // the first stands for `min`
};

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kDays = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::array<FieldRule, 5> kFields = {{{"minute", 0, 59, {}},
                                               {"hour", 0, 23, {}},
                                               {"day of the month", 1, 31, {}},
                                               {"month", 1, 12, kMonths},
                                               {"day of the week", 0, 7, kDays}}};

struct Alias {
  std::string_view name;
  std::string_view text;
};
constexpr std::array<Alias, 7> kAliases = {{{"@yearly", "0 0 1 1 *"},
                                            {"@annually", "0 0 1 1 *"},
                                            {"@monthly", "0 0 1 * *"},
                                            {"@weekly", "0 0 * * 0"},
                                            {"@daily", "0 0 * * *"},
                                            {"@midnight", "0 0 * * *"},
                                            {"@hourly", "0 * * * *"}}};

std::optional<int> value_of(const FieldRule& field, std::string_view text) {
  const auto lower = base::lower(text);
  for (std::size_t i = 0; i < field.words.size(); ++i) {
    if (field.words[i] == lower) return field.min + static_cast<int>(i);
  }
  const auto number = base::parse_number<int>(text);
  return number && *number >= field.min && *number <= field.max ? number : std::nullopt;
}

struct Range {
  int first;
  int last;
};

std::optional<Range> range_of(const FieldRule& field, std::string_view text, bool open_ended) {
  if (text == "*") return Range{field.min, field.max};
  const auto dash = text.find('-');
  const auto first = value_of(field, text.substr(0, dash));
  if (!first) return std::nullopt;
  if (dash == std::string_view::npos) return Range{*first, open_ended ? field.max : *first};
  const auto last = value_of(field, text.substr(dash + 1));
  return last && *first <= *last ? std::optional(Range{*first, *last}) : std::nullopt;
}

// One item of a comma-separated field, as bits; nothing where it is wrong.
std::optional<std::uint64_t> item_bits(const FieldRule& field, std::string_view item) {
  int step = 1;
  const auto slash = item.find('/');
  if (slash != std::string_view::npos) {
    const auto given = base::parse_number<int>(item.substr(slash + 1));
    if (!given || *given < 1 || *given > field.max) return std::nullopt;
    step = *given;
  }
  const auto range = range_of(field, item.substr(0, slash), slash != std::string_view::npos);
  if (!range) return std::nullopt;
  std::uint64_t bits = 0;
  for (int value = range->first; value <= range->last; value += step) bits |= std::uint64_t{1} << value;
  return bits;
}

Result<std::uint64_t> field_bits(const FieldRule& field, std::string_view text) {
  std::uint64_t bits = 0;
  for (const auto item : base::split(text, ',')) {
    const auto more = item_bits(field, item);
    if (!more) {
      return base::fail(Code::kInvalidArgument,
                        "has the " + std::string(field.name) + " `" + std::string(text) + "`, which is none");
    }
    bits |= *more;
  }
  return bits;
}

Result<std::string_view> without_alias(std::string_view text) {
  if (!text.starts_with('@')) return text;
  std::vector<std::string> known;
  for (const auto& alias : kAliases) {
    if (alias.name == text) return alias.text;
    known.emplace_back(alias.name);
  }
  return base::fail(Code::kInvalidArgument, "is not one of " + base::join(known, ", "));
}

// The lowest bit that is set from `from` on; -1: none.
int lowest_bit(std::uint64_t bits, int from) {
  const auto rest = from < 64 ? bits >> from << from : 0;
  return rest == 0 ? -1 : std::countr_zero(rest);
}

}  // namespace

Result<Cron> Cron::parse(std::string_view given) {
  ZATO_TRY(const auto text, without_alias(base::trim(given)));
  std::vector<std::string_view> fields;
  for (const auto field : base::split(text, ' ')) {
    if (!field.empty()) fields.push_back(field);
  }
  if (fields.size() != kFields.size()) {
    return base::fail(Code::kInvalidArgument,
                      "has " + std::to_string(fields.size()) +
                          " fields, not 5: minute, hour, day of the month, month, day of the week");
  }
  std::array<std::uint64_t, kFields.size()> bits{};
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    ZATO_TRY(bits[i], field_bits(kFields[i], fields[i]));
  }
  Cron cron;
  cron.minutes_ = bits[0];
  cron.hours_ = static_cast<std::uint32_t>(bits[1]);
  cron.days_ = static_cast<std::uint32_t>(bits[2]);
  cron.months_ = static_cast<std::uint32_t>(bits[3]);
  cron.weekdays_ = static_cast<std::uint32_t>((bits[4] | bits[4] >> 7U) & 0x7FU);  // 7 is Sunday as well
  cron.either_day_ = !fields[2].starts_with('*') && !fields[4].starts_with('*');
  return cron;
}

bool Cron::matches_day(std::chrono::local_days day) const {
  const std::chrono::year_month_day date(day);
  if ((months_ >> static_cast<unsigned>(date.month()) & 1U) == 0) return false;
  const bool of_month = (days_ >> static_cast<unsigned>(date.day()) & 1U) != 0;
  const bool of_week = (weekdays_ >> std::chrono::weekday(day).c_encoding() & 1U) != 0;
  return either_day_ ? of_month || of_week : of_month && of_week;
}

bool Cron::matches(Local minute) const {
  const auto day = std::chrono::floor<std::chrono::days>(minute);
  const auto time = std::chrono::floor<minutes>(minute - day);
  return matches_day(day) && first_in_day(time) == time;
}

std::optional<minutes> Cron::first_in_day(minutes from) const {
  const auto at = static_cast<int>(from.count());
  int hour = lowest_bit(hours_, at / 60);
  if (hour < 0) return std::nullopt;
  int minute = lowest_bit(minutes_, hour == at / 60 ? at % 60 : 0);
  if (minute < 0) {
    hour = lowest_bit(hours_, hour + 1);
    minute = lowest_bit(minutes_, 0);
  }
  return hour < 0 ? std::nullopt : std::optional(minutes(hour * 60 + minute));
}

std::optional<Local> Cron::first(Local from) const {
  const auto start = std::chrono::ceil<minutes>(from);
  auto day = std::chrono::floor<std::chrono::days>(start);
  auto time = std::chrono::floor<minutes>(start - day);
  const auto end = day + std::chrono::days(366 * kHorizonYears);
  for (; day < end; day += std::chrono::days(1), time = minutes(0)) {
    const std::chrono::year_month_day date(day);
    if ((months_ >> static_cast<unsigned>(date.month()) & 1U) == 0) {
      day = std::chrono::local_days(date.year() / date.month() /
                                    std::chrono::last);  // the loop goes on to the next month
      continue;
    }
    if (!matches_day(day)) continue;
    if (const auto found = first_in_day(time)) return Local(day + *found);
  }
  return std::nullopt;
}

}  // namespace zato::schedule
