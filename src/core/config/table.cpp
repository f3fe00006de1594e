#include "config/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "config/settings.hpp"

namespace zato::config {

const Setting* TableData::find(std::string_view section, std::string_view key) const {
  for (const auto& setting : settings) {
    if (setting.section != section) continue;
    if (setting.key == key || std::ranges::find(setting.facts.aliases, key) != setting.facts.aliases.end())
      return &setting;
  }
  return nullptr;
}

const Ignored* TableData::find_ignored(std::string_view section, std::string_view key) const {
  auto found = std::ranges::find_if(ignored, [&](const Ignored& i) { return i.section == section && i.key == key; });
  return found == ignored.end() ? nullptr : &*found;
}

bool TableData::has_section(std::string_view section) const {
  return std::ranges::any_of(sections, [&](const Section& s) { return s.name == section; });
}

std::vector<std::string> TableData::keys_of(std::string_view section) const {
  std::vector<std::string> keys;
  for (const auto& setting : settings) {
    if (setting.section != section) continue;
    keys.push_back(setting.key);
    keys.insert(keys.end(), setting.facts.aliases.begin(), setting.facts.aliases.end());
  }
  return keys;
}

std::vector<const TableData*> all_tables() {
  return {&server_table().data(), &lb_table().data(), &scheduler_table().data()};
}

std::vector<std::string> check_table(const TableData& table) {
  std::vector<std::string> problems;
  std::set<std::string> names;
  auto defaults = table.make();
  for (const auto& setting : table.settings) {
    auto name = fmt::format("[{}] {}", setting.section, setting.key);
    if (setting.facts.help.size() < 10) problems.push_back(name + ": its help is too short");
    auto spellings = setting.facts.aliases;
    spellings.push_back(setting.key);
    for (const auto& key : spellings) {
      if (!names.insert(setting.section + "/" + key).second)
        problems.push_back(name + ": the name " + key + " is taken");
    }
    auto copy = table.make();
    if (auto set = setting.set(copy.get(), setting.get(defaults.get())); !set) {
      problems.push_back(fmt::format("{}: the default {}", name, set.error().message));
    }
  }
  return problems;
}

}  // namespace zato::config
