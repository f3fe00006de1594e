// Rules for points in time and for schedules.
#include <array>
#include <cctype>
#include <chrono>
#include <optional>
#include <span>

#include "base/text.hpp"
#include "objects/rules.hpp"

namespace zato::objects {

namespace {

struct CronField {
  const char* name;
  int min;
  int max;
  std::span<const std::string_view> words;  // the first stands for `min`
};

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kDays = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::array<CronField, 5> kCronFields = {{{"minute", 0, 59, {}},
                                                   {"hour", 0, 23, {}},
                                                   {"day of the month", 1, 31, {}},
                                                   {"month", 1, 12, kMonths},
                                                   {"day of the week", 0, 7, kDays}}};
constexpr std::array<std::string_view, 7> kAliases = {"@yearly", "@annually", "@monthly", "@weekly",
                                                      "@daily",  "@midnight", "@hourly"};

std::optional<int> cron_number(const CronField& field, std::string_view text) {
  const auto lower = base::lower(text);
  for (std::size_t i = 0; i < field.words.size(); ++i) {
    if (field.words[i] == lower) return field.min + static_cast<int>(i);
  }
  const auto number = base::parse_number<int>(text);
  return number && *number >= field.min && *number <= field.max ? number : std::nullopt;
}

// One item of a comma-separated field: *, 5, 1-5, and any of them with a step such as /2.
bool is_cron_item(const CronField& field, std::string_view item) {
  const auto slash = item.find('/');
  if (slash != std::string_view::npos) {
    const auto step = base::parse_number<int>(item.substr(slash + 1));
    if (!step || *step < 1 || *step > field.max) return false;
    item = item.substr(0, slash);
  }
  if (item == "*") return true;
  const auto dash = item.find('-');
  const auto first = cron_number(field, item.substr(0, dash));
  if (!first || dash == std::string_view::npos) return first.has_value();
  const auto last = cron_number(field, item.substr(dash + 1));
  return last && *first <= *last;
}

bool has_shape(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    if (shape[i] == '9' ? !digit : text[i] != shape[i] && !(shape[i] == 'T' && text[i] == ' ')) return false;
  }
  return true;
}

int number_at(const std::string& text, std::size_t at, std::size_t length) {
  return base::parse_number<int>(std::string_view(text).substr(at, length)).value_or(-1);
}

}  // namespace

std::string cron_definition(const std::string& text) {
  if (text.starts_with('@')) {
    for (const auto alias : kAliases) {
      if (alias == text) return {};
    }
    return "is not one of " + base::join(std::vector<std::string>(kAliases.begin(), kAliases.end()), ", ");
  }
  std::vector<std::string> fields;
  for (const auto field : base::split(text, ' ')) {
    if (!field.empty()) fields.emplace_back(field);
  }
  if (fields.empty()) return {};
  if (fields.size() != kCronFields.size())
    return "has " + std::to_string(fields.size()) +
           " fields, not 5: minute, hour, day of the month, month, day of the week";
  for (std::size_t i = 0; i < fields.size(); ++i) {
    for (const auto item : base::split(fields[i], ',')) {
      if (!is_cron_item(kCronFields[i], item))
        return "has the " + std::string(kCronFields[i].name) + " `" + fields[i] + "`, which is none";
    }
  }
  return {};
}

std::string date_time(const std::string& text) {
  const std::string wrong = "is not a time such as 2026-05-31 12:00:00";
  constexpr std::string_view kShape = "9999-99-99T99:99:99";
  if (text.empty()) return {};
  if (!has_shape(std::string_view(text).substr(0, kShape.size()), kShape)) return wrong;
  auto rest = std::string_view(text).substr(kShape.size());
  if (rest.ends_with('Z')) rest.remove_suffix(1);
  if (rest.ends_with("+00:00")) rest.remove_suffix(6);
  if (!rest.empty() && (rest.front() != '.' || rest.size() < 2 || rest.size() > 10 ||
                        rest.find_first_not_of("0123456789", 1) != std::string_view::npos))
    return wrong;
  const std::chrono::year_month_day day(std::chrono::year(number_at(text, 0, 4)),
                                        std::chrono::month(static_cast<unsigned>(number_at(text, 5, 2))),
                                        std::chrono::day(static_cast<unsigned>(number_at(text, 8, 2))));
  const bool exists =
      day.ok() && number_at(text, 11, 2) < 24 && number_at(text, 14, 2) < 60 && number_at(text, 17, 2) < 60;
  return exists ? "" : "names a time that does not exist";
}

}  // namespace zato::objects
