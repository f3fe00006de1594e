// Overrides of settings by environment variables. Called by load.cpp.
#include <fmt/format.h>
#include <unistd.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "config/entry.hpp"
#include "config/table.hpp"

namespace zato::config {

namespace {

constexpr std::string_view kPrefix = "ZATO_";
constexpr std::string_view kFileSuffix = "_FILE";

struct Target {
  const Setting* setting = nullptr;
  std::string key;  // as spelled: an alias or the name
  bool from_file = false;
};

// What `variable` means to `table`.
std::optional<Target> target_of(const TableData& table, std::string_view variable) {
  for (const auto& setting : table.settings) {
    auto spellings = setting.facts.aliases;
    spellings.push_back(setting.key);
    for (const auto& key : spellings) {
      auto name = variable_name(setting.section, key);
      if (variable == name) return Target{&setting, key, false};
      if (setting.secret() && variable == name + std::string(kFileSuffix)) return Target{&setting, key, true};
    }
  }
  return std::nullopt;
}

bool known_anywhere(std::string_view variable) {
  for (const auto* table : all_tables()) {
    if (target_of(*table, variable)) return true;
  }
  return false;
}

std::string unknown_variable(const TableData& table, const std::string& variable) {
  std::vector<std::string> names;
  for (const auto& setting : table.settings) {
    names.push_back(variable_name(setting.section, setting.key));
    for (const auto& alias : setting.facts.aliases) names.push_back(variable_name(setting.section, alias));
  }
  auto hint = base::nearest(variable, names);
  return fmt::format("environment {}: there is no such setting{}", variable,
                     hint ? "; did you mean " + *hint + "?" : "");
}

}  // namespace

std::string variable_name(std::string_view section, std::string_view key) {
  return fmt::format("{}{}__{}", kPrefix, base::upper(section), base::upper(key));
}

Environment process_environment() {
  Environment environment;
  for (char** at = environ; at && *at; ++at) {
    std::string_view line(*at);
    auto equals = line.find('=');
    if (equals != std::string_view::npos) environment.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return environment;
}

base::Result<std::vector<Entry>> environment_entries(const TableData& table, const Environment& environment) {
  std::vector<Entry> entries;
  std::vector<std::string> problems;
  for (auto at = environment.lower_bound(std::string(kPrefix)); at != environment.end(); ++at) {
    const auto& [variable, value] = *at;
    if (!variable.starts_with(kPrefix)) break;
    if (variable.find("__") == std::string::npos) continue;
    auto target = target_of(table, variable);
    if (!target) {
      if (!known_anywhere(variable)) problems.push_back(unknown_variable(table, variable));
      continue;
    }
    Entry entry{target->setting->section, target->setting->key, value, "environment " + variable};
    if (target->from_file) {
      auto content = base::read_file(value);
      if (!content) {
        problems.push_back(fmt::format("environment {}: {}", variable, content.error().text()));
        continue;
      }
      while (!content->empty() && (content->back() == '\n' || content->back() == '\r')) content->pop_back();
      entry.value = std::move(*content);
    }
    entries.push_back(std::move(entry));
  }
  if (!problems.empty()) return base::fail(base::Code::kInvalidArgument, base::join(problems, "\n"));
  return entries;
}

}  // namespace zato::config
