#include "cli/config_files.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "cli/commands/groups.hpp"
#include "cli/output.hpp"
#include "cli/table.hpp"
#include "cli/terminal.hpp"
#include "enmasse/export.hpp"
#include "enmasse/json.hpp"
#include "enmasse/load.hpp"
#include "objects/all.hpp"

namespace zato::cli {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr mode_t kPublicMode = 0640;
constexpr mode_t kSecretMode = 0600;

enmasse::Environment environment_of(const Arguments& arguments) {
  auto environment = enmasse::Environment::of_process();
  const auto& file = arguments.text("env-file");
  if (!file.empty()) {
    const auto text = value_or_fail(base::read_file(file), ExitCode::kFileMissing);
    value_or_fail(environment.add_file(text, file), ExitCode::kInvalidInput);
  }
  return environment;
}

enmasse::Loaded load(const Arguments& arguments, const fs::path& file) {
  const auto environment = environment_of(arguments);
  const enmasse::LoadOptions options{.read = {.ignore_missing_environment = arguments.has("ignore-missing-env"),
                                              .ignore_unknown = arguments.has("ignore-unknown")},
                                     .ignore_missing_includes = arguments.has("ignore-missing-includes")};
  if (file == "-") {
    const auto text = read_file_or_stdin(file, Ending::kKept);
    return enmasse::parse(text, "standard input", objects::all(), environment, options.read);
  }
  return enmasse::load(file, objects::all(), environment, options);
}

// Names come out of files and databases: they must not play with the terminal.
std::string shown(const json& step, const char* key) { return cell_text(step.value(key, json())); }

}  // namespace

std::vector<Option> document_options() {
  return {
      {.name = "env-file", .help = "File of NAME=value lines; wins over the environment.", .value = "FILE"},
      {.name = "include-type",
       .help = "Only these types: sections, types or families, separated by commas.",
       .value = "LIST",
       .initial = "all"},
      {.name = "include-name",
       .help = "Only objects with one of these in their names, separated by commas.",
       .value = "LIST"},
      {.name = "ignore-missing-includes", .help = "Leave out included files that do not exist."},
      {.name = "ignore-missing-env", .help = "Where a variable is not set, put Zato's Env-Value-Not-Found-… there."},
      {.name = "ignore-unknown", .help = "Leave out sections and fields that this platform does not know."},
  };
}

void add_filter(const Arguments& arguments, json& input) {
  input["include_type"] = arguments.text("include-type");
  input["include_name"] = arguments.text("include-name");
}

namespace {

enmasse::Document read_filtered(const Arguments& arguments, const fs::path& file, ExitCode failure) {
  auto loaded = load(arguments, file);
  for (const auto& problem : loaded.problems) {
    if (problem.warning) print_warning(problem.text());
  }
  std::erase_if(loaded.problems, [](const auto& problem) { return problem.warning; });
  if (!loaded.problems.empty()) throw Failure(failure, enmasse::to_text(loaded.problems));
  const auto filter = value_or_fail(
      enmasse::Filter::make(objects::all(), arguments.text("include-type"), arguments.text("include-name")), failure);
  return filter.apply(std::move(loaded.document));
}

}  // namespace

std::string merged_document(const Arguments& arguments, const fs::path& file, const std::string& format) {
  const auto document = read_filtered(arguments, file, ExitCode::kValidationError);
  return format == "json" ? enmasse::to_json_file(objects::all(), document)
                          : enmasse::to_yaml_file(objects::all(), document);
}

json read_documents(const Arguments& arguments, const fs::path& file, ExitCode failure) {
  json input{{"items", enmasse::to_json(read_filtered(arguments, file, failure))}};
  add_filter(arguments, input);
  return input;
}

std::string render_plan(const json& plan, bool colour) {
  const auto painted = [&](const char* code, const std::string& text) {
    return colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
  };
  std::string out;
  for (const auto& step : plan.value("steps", json::array())) {
    const auto action = step.value("action", "");
    const auto* const sign = action == "create" ? "+" : action == "delete" ? "-" : "~";
    const auto* const code = action == "create" ? "32" : action == "delete" ? "31" : "33";
    out += painted(code, fmt::format("{} {} `{}`", sign, shown(step, "label"), shown(step, "name"))) + "\n";
    for (const auto& change : step.value("changes", json::array())) {
      const auto after = shown(change, "after");
      out += action == "edit"
                 ? fmt::format("    {}: {} -> {}\n", shown(change, "field"), shown(change, "before"), after)
                 : fmt::format("    {}: {}\n", shown(change, "field"), after);
    }
  }
  return out + fmt::format("{} to create, {} to change, {} to delete, {} as they should be\n", plan.value("create", 0),
                           plan.value("edit", 0), plan.value("delete", 0), plan.value("unchanged", 0));
}

bool print_problems(const json& plan) {
  const auto problems = plan.value("problems", json::array());
  for (const auto& problem : problems) print_error(problem.get<std::string>());
  return !problems.empty();
}

void write_document(const fs::path& file, const std::string& text, bool with_secrets) {
  if (file == "-") {
    fmt::print("{}", text);
    return;
  }
  value_or_fail(base::write_file_atomically(file, text, with_secrets ? kSecretMode : kPublicMode));
}

}  // namespace zato::cli
