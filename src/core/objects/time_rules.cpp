// Rules for points in time and for schedules.
#include <filesystem>

#include "base/text.hpp"
#include "objects/rules.hpp"
#include "schedule/cron.hpp"

namespace zato::objects {

namespace {

constexpr std::size_t kLongestZone = 64;

}  // namespace

std::string cron_definition(const std::string& text) {
  if (base::trim(text).empty()) return {};
  const auto cron = schedule::Cron::parse(text);
  return cron ? "" : cron.error().message;
}

// By the names of files, not by reading them: every process has these rules, few compute with zones.
std::string time_zone(const std::string& text) {
  if (text.empty() || text == "UTC") return {};
  const bool plain =
      text.size() <= kLongestZone && text.find("..") == std::string::npos && text.front() != '/' &&
      text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") == std::string::npos;
  std::error_code none;
  if (plain && std::filesystem::is_regular_file("/usr/share/zoneinfo/" + text, none)) return {};
  return "is no time zone; names are such as Europe/Warsaw";
}

std::string date_time(const std::string& text) {
  if (text.empty() || schedule::parse_instant(text)) return {};
  return "is not a time such as 2026-05-31 12:00:00, or names one that does not exist";
}

}  // namespace zato::objects
