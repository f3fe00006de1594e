// zato settings: the values in force for a component and where each comes from, or the reference of all settings.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands/groups.hpp"
#include "cli/component.hpp"
#include "cli/failure.hpp"
#include "cli/output.hpp"
#include "config/render.hpp"
#include "config/settings.hpp"
#include "security/cipher.hpp"

namespace zato::cli {

namespace {

std::vector<config::Effective> effective_of(const Component& component) {
  if (component.kind == ComponentKind::kServer) {
    return value_or_fail(config::load_server(component.directory, security::decrypt_setting)).effective;
  }
  if (component.kind == ComponentKind::kLoadBalancer) {
    return value_or_fail(config::load_lb(component.directory, security::decrypt_setting)).effective;
  }
  if (component.kind == ComponentKind::kScheduler) {
    return value_or_fail(config::load_scheduler(component.directory, security::decrypt_setting)).effective;
  }
  throw Failure(ExitCode::kInvalidInput,
                fmt::format("a {} has no settings of its own", component_label(component.kind)));
}

std::string as_table(const std::vector<config::Effective>& all) {
  std::size_t name = 0, value = 0;
  auto full = [](const config::Effective& row) { return fmt::format("[{}] {}", row.section, row.key); };
  for (const auto& row : all) {
    name = std::max(name, full(row).size());
    value = std::max(value, std::min<std::size_t>(row.value.size(), 60));
  }
  std::string out;
  for (const auto& row : all) out += fmt::format("{:<{}}  {:<{}}  {}\n", full(row), name, row.value, value, row.origin);
  return out;
}

void show(const Arguments& arguments) {
  if (arguments.has("markdown")) {
    fmt::print("{}", config::render_reference());
    return;
  }
  if (arguments.word("path").empty()) {
    throw Failure(ExitCode::kParameterMissing,
                  "name the directory of a component, or give --markdown for the reference of all settings");
  }
  const auto all = effective_of(require_component(arguments.word("path")));
  const auto format = parse_format(arguments.text("output"));
  if (format == Format::kText || format == Format::kTable) {
    fmt::print("{}", as_table(all));
    return;
  }
  auto list = nlohmann::json::array();
  for (const auto& row : all) {
    list.push_back({{"section", row.section}, {"key", row.key}, {"value", row.value}, {"origin", row.origin}});
  }
  fmt::print("{}", format == Format::kJson ? list.dump(2) + "\n" : to_yaml(list));
}

}  // namespace

void add_settings(std::vector<Command>& commands) {
  commands.push_back(
      {.path = {"settings"},
       .help = "Shows the settings in force for a component and where each comes from.",
       .positionals = {{"path", "Directory of a component.", 0, 1}},
       .options = {format_option(), {.name = "markdown", .help = "Print the reference of all settings instead."}},
       .says_ok = false,
       .run = show});
}

}  // namespace zato::cli
