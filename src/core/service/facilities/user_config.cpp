// Files of user configuration (user_config.hpp).
#include "service/facilities/user_config.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/file.hpp"
#include "base/text.hpp"
#include "config/entry.hpp"
#include "log/log.hpp"
#include "service/formats/formats.hpp"

namespace zato::service {
namespace {

constexpr log::Logger kLog{"zato.server.user-config"};

bool is_identifier(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return std::isalnum(c) || c == '_'; });
}

zato::Value read(const std::filesystem::path& file) {
  zato::Dict sections;
  const auto text = base::read_file(file);
  const auto entries = text ? config::parse_ini(*text, file.filename().string()) : base::fail(text.error());
  if (!entries) {
    kLog.error("a file of user configuration is left out: {}", entries.error().text());
    return sections;
  }
  for (const auto& entry : *entries) {
    auto& section = sections[entry.section];
    if (section.is_null()) section = zato::Dict();
    section.as_dict()[entry.key] = user_value(entry.value);
  }
  return sections;
}

}  // namespace

zato::Value user_value(std::string_view text) {
  if (text.starts_with('$') && is_identifier(text.substr(1))) {
    const char* value = std::getenv(std::string(text.substr(1)).c_str());
    return value ? std::string(value) : std::string(text);
  }
  const auto word = base::lower(text);
  if (word == "true" || word == "yes") return true;
  if (word == "false" || word == "no") return false;
  if (word == "none") return {};
  if (const auto number = base::parse_number<std::int64_t>(text)) return *number;
  if (const auto number = base::parse_number<double>(text)) return *number;
  if (text.starts_with('[')) {
    if (auto list = formats::parse_json(text)) return std::move(*list);
  }
  return std::string(text);
}

UserConfig::Seen UserConfig::look() const {
  Seen seen;
  for (const auto& directory : directories_) {
    std::error_code error;
    for (const auto& item : std::filesystem::directory_iterator(directory, error)) {
      if (item.path().extension() == ".ini") seen.emplace_back(item.path(), item.last_write_time(error));
    }
  }
  std::ranges::sort(seen);
  return seen;
}

std::shared_ptr<const zato::Value> UserConfig::current() {
  const std::lock_guard lock(mutex_);
  const auto now = base::Monotonic::now();
  if (value_ && now - looked_ < std::chrono::seconds(1)) return value_;
  looked_ = now;
  auto seen = look();
  if (value_ && seen == seen_) return value_;
  zato::Dict files;
  for (const auto& [path, time] : seen) {
    const auto content = read(path);
    const auto stem = path.stem().string();
    files[stem] = content;
    files[base::replace_all(stem, "-", "_")] = content;
    files[path.filename().string()] = content;
  }
  seen_ = std::move(seen);
  value_ = std::make_shared<const zato::Value>(std::move(files));
  return value_;
}

}  // namespace zato::service
