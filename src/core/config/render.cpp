#include "config/render.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "config/entry.hpp"

namespace zato::config {

namespace {

std::string value_of(const Setting& setting, const Values& values, const void* defaults) {
  auto found = values.find(setting.section + "/" + setting.key);
  return found == values.end() ? setting.get(defaults) : found->second;
}

// A value that the reader would cut or unquote is written in quotes.
std::string quoted(const std::string& value) {
  const bool plain = value.find_first_of("#;\"'") == std::string::npos && base::trim(value).size() == value.size();
  if (plain) return value;
  const char mark = value.find('"') == std::string::npos ? '"' : '\'';
  return mark + value + mark;
}

std::string cell(std::string text) { return base::replace_all(std::move(text), "|", "\\|"); }

std::string default_cell(const Setting& setting, const void* defaults) {
  if (!setting.facts.default_text.empty()) return setting.facts.default_text;
  auto value = setting.get(defaults);
  if (value.empty()) return "(empty)";
  if (setting.kind == Kind::kDuration) return value + (setting.facts.unit == "ms" ? " ms" : " s");
  return "`" + value + "`";
}

std::string reference_of(const TableData& table) {
  std::string out = fmt::format("\n## {}: `config/repo/{}`\n\n{}\n", table.component, table.file_name, table.help);
  auto defaults = table.make();
  for (const auto& section : table.sections) {
    out += fmt::format("\n### [{}]\n\n{}\n\n| key | default | allowed | meaning |\n|---|---|---|---|\n", section.name,
                       section.help);
    for (const auto& setting : table.settings) {
      if (setting.section != section.name) continue;
      std::string key = fmt::format("`{}`", setting.key);
      for (const auto& alias : setting.facts.aliases) key += fmt::format(", also `{}`", alias);
      out += fmt::format("| {} | {} | {} | {} |\n", key, cell(default_cell(setting, defaults.get())),
                         cell(setting.allowed()), cell(setting.facts.help));
    }
  }
  if (table.ignored.empty()) return out;
  out += "\nKeys of Zato that are accepted and have no effect:\n\n";
  for (const auto& ignored : table.ignored)
    out += fmt::format("- `[{}] {}`: {}.\n", ignored.section, ignored.key, ignored.why);
  return out;
}

}  // namespace

std::string render_ini(const TableData& table, const Values& values) {
  std::string out = fmt::format("# {}\n# All settings with their defaults: docs/operations/settings.md\n", table.help);
  auto defaults = table.make();
  for (const auto& section : table.sections) {
    out += fmt::format("\n# {}\n[{}]\n", section.help, section.name);
    for (const auto& setting : table.settings) {
      if (setting.section != section.name) continue;
      out += fmt::format("\n# {} ({})\n{}={}\n", setting.facts.help, setting.allowed(), setting.key,
                         quoted(value_of(setting, values, defaults.get())));
    }
  }
  return out;
}

std::string render_flat_json(const TableData& table, const Values& values) {
  nlohmann::ordered_json document;
  auto defaults = table.make();
  for (const auto& setting : table.settings) {
    auto text = value_of(setting, values, defaults.get());
    auto& slot = document[setting.key];
    switch (setting.kind) {
      case Kind::kBool:
        slot = base::parse_bool(text).value_or(false);
        break;
      case Kind::kInteger:
        slot = base::parse_number<std::int64_t>(text).value_or(0);
        break;
      case Kind::kNumber:
      case Kind::kDuration:
        slot = base::parse_number<double>(text).value_or(0);
        break;
      case Kind::kMap: {
        slot = nlohmann::ordered_json::object();
        if (text.empty()) break;
        for (auto part : base::split(text, ',')) {
          auto equals = part.find('=');
          if (equals != std::string_view::npos)
            slot[std::string(part.substr(0, equals))] = std::string(part.substr(equals + 1));
        }
        break;
      }
      default:
        slot = text;
    }
  }
  return document.dump(2) + "\n";
}

std::string render_reference() {
  std::string out =
      "# Settings\n\n"
      "Generated from the declarations in `src/core/config/*_settings.cpp` by `zato settings --markdown`; a test fails "
      "when it "
      "is stale.\n\n"
      "- A file in `config/repo` holds `key=value` lines below `[section]` headers (`lb-agent.conf`: one flat JSON "
      "object, section "
      "`main`). Unknown keys are errors.\n"
      "- `$NAME` as a value is the environment variable NAME; `zato+secret://section.key` is that entry of "
      "`secrets.conf`.\n"
      "- Every setting can be overridden by the environment: `ZATO_<SECTION>__<KEY>`, for instance "
      "`ZATO_MAIN__WORKERS=1`; for "
      "secrets `ZATO_<SECTION>__<KEY>_FILE` names a file instead.\n"
      "- Relative paths start at `config/repo`. Durations are seconds, decimals allowed, unless another unit is "
      "named.\n"
      "- `zato settings PATH` lists the values in force and where each comes from.\n";
  for (const auto* table : all_tables()) out += reference_of(*table);
  return out;
}

}  // namespace zato::config
