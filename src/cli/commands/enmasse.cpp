// zato enmasse: import and export of configuration with Zato's spellings. config.cpp has the same in our own words.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <thread>

#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "cli/commands/groups.hpp"
#include "cli/config_changes.hpp"
#include "cli/config_files.hpp"
#include "cli/output.hpp"

namespace zato::cli {

namespace fs = std::filesystem;
using base::Monotonic;
using nlohmann::json;
using namespace std::chrono_literals;

namespace {

constexpr auto kServicePause = 2s;  // Zato's, between two looks for services that are still being deployed

struct Idle {
  const char* name;
  const char* why;
};

constexpr std::array kIdle = {
    Idle{"ignore-missing-defs", "an export holds every definition that it refers to"},
    Idle{"initial-wait-time", "without a running server, the ODB is changed directly"},
    Idle{"rbac-sleep", "everything is one transaction"},
    Idle{"cols-width", "problems are sentences, not a table"},
};

void mention_idle_options(const Arguments& arguments) {
  for (const auto& [name, why] : kIdle) {
    if (arguments.has(name)) print_warning(fmt::format("--{} has no effect here: {}", name, why));
  }
}

std::unique_ptr<AdminClient> connect(const Arguments& arguments) {
  if (arguments.word("server-path").empty()) return connect_admin(arguments);
  auto copy = arguments;
  copy.values["path"] = arguments.word("server-path");
  return connect_admin(copy);
}

// The services that a plan looked for in vain, out of its sentences.
std::set<std::string> missing_services(const json& plan) {
  static const std::string words = "there is no service `";
  std::set<std::string> out;
  for (const auto& problem : plan.value("problems", json::array())) {
    const auto text = problem.get<std::string>();
    const auto at = text.find(words);
    if (at == std::string::npos) continue;
    const auto begin = at + words.size();
    out.insert(text.substr(begin, text.find('`', begin) - begin));
  }
  return out;
}

// Services may be on their way yet: a container starts servers, deploys and imports all at once.
json plan_with_patience(AdminClient& admin, const json& input, std::chrono::seconds patience) {
  const auto end = Monotonic::now() + patience;
  while (true) {
    auto plan = admin.call("zato.config.plan", input);
    const auto missing = missing_services(plan);
    if (missing.empty()) return plan;
    if (Monotonic::now() >= end) {
      print_error(fmt::format("{} services not found after {}s: [{}]", missing.size(), patience.count(),
                              base::join(std::vector(missing.begin(), missing.end()), ", ")));
      return plan;
    }
    std::this_thread::sleep_for(std::min<Monotonic::duration>(kServicePause, end - Monotonic::now()));
  }
}

void change(const Arguments& arguments, json input) {
  input["delete_missing"] = arguments.has("clean-odb") || arguments.has("delete-missing");
  input["replace"] = arguments.has("replace");
  auto admin = connect(arguments);
  const auto patience = std::chrono::seconds(arguments.number("missing-wait-time", 0, 86'400));
  const auto plan = plan_with_patience(*admin, input, patience);
  require_no_problems(plan, ExitCode::kValidationError);
  const auto applied = apply_plan(*admin, input, plan);
  print_verbose(render_plan(applied, false));
  print_report(fmt::format("{} created, {} changed, {} deleted, {} as they should be", applied.value("create", 0),
                           applied.value("edit", 0), applied.value("delete", 0), applied.value("unchanged", 0)));
  wait_until_applied(*admin, applied.value("sequence", std::int64_t{0}),
                     std::chrono::seconds(arguments.number("wait", 0, 86'400)));
}

void import_it(const Arguments& arguments) {
  const auto& file = arguments.text("input");
  if (file.empty()) throw Failure(ExitCode::kNoInput, "--input is missing: name the file to import");
  if (arguments.has("exit-on-missing-file") && !fs::exists(file)) {
    print_report(file + " does not exist; nothing to do");
    return;
  }
  change(arguments, read_documents(arguments, file, ExitCode::kValidationError));
  print_report(fmt::format("⭐ Enmasse OK ({})", file));
}

std::string format_of(const Arguments& arguments) {
  const auto& file = arguments.text("output");
  return !arguments.has("format") && file.ends_with(".json") ? "json" : arguments.text("format");
}

void write_out(const Arguments& arguments, const std::string& text, bool with_secrets) {
  auto file = arguments.text("output");
  if (file.empty()) {
    auto when = base::iso_utc_now().substr(0, 19);
    std::ranges::replace(when, ':', '_');
    file = "zato-export-" + when + "." + format_of(arguments);
  }
  write_document(file, text, with_secrets);
  if (file != "-") print_report("Data exported to " + file);
}

void export_it(const Arguments& arguments) {
  json input{{"with_secrets", arguments.has("with-secrets")}, {"format", format_of(arguments)}};
  add_filter(arguments, input);
  const auto answer = connect(arguments)->call("zato.config.export", input);
  write_out(arguments, answer.value("document", ""), arguments.has("with-secrets"));
}

void run(const Arguments& arguments) {
  const bool exports = arguments.has("export");
  const bool imports = arguments.has("import");
  const bool local = arguments.has("export-local");
  const bool cleans = arguments.has("clean-odb");
  if (!exports && !imports && !local && !cleans)
    throw Failure(ExitCode::kNoOptions, "one of --import, --export, --export-local and --clean-odb is needed");
  if (int{exports} + int{imports} + int{local} > 1 || (cleans && (exports || local)))
    throw Failure(ExitCode::kConflictingOptions, "--import, --export and --export-local exclude each other");
  mention_idle_options(arguments);
  if (exports) return export_it(arguments);
  if (imports) return import_it(arguments);
  if (local) {
    if (arguments.text("input").empty()) throw Failure(ExitCode::kNoInput, "--input is missing: name the file to read");
    return write_out(arguments, merged_document(arguments, arguments.text("input"), format_of(arguments)), true);
  }
  json nothing{{"items", json::array()}};
  add_filter(arguments, nothing);
  change(arguments, std::move(nothing));
}

std::vector<Option> options() {
  std::vector<Option> own = {
      {.name = "import", .help = "Bring the objects of --input into the cluster."},
      {.name = "export", .help = "Write the cluster's objects to --output.", .alias = "export-odb"},
      {.name = "export-local", .help = "Write --input and all that it includes to --output, as one file."},
      {.name = "clean-odb",
       .help = "Delete all objects but the default ones; with --import, those that --input does not name."},
      {.name = "input", .help = "YAML or JSON file; - is standard input.", .value = "FILE"},
      {.name = "output",
       .help = "Where to export; zato-export-….yaml if not given, - is standard output.",
       .value = "FILE"},
      {.name = "format",
       .help = "Of exports: yaml or json.",
       .value = "FORMAT",
       .initial = "yaml",
       .one_of = {"yaml", "json"},
       .alias = "dump-format"},
      {.name = "with-secrets", .help = "Export passwords too; the file is for its owner only."},
      {.name = "replace",
       .help = "Fields that --input does not name return to their defaults; secrets stay.",
       .alias = "replace-odb-objects"},
      {.name = "delete-missing", .help = "Delete what --input does not name; default objects and services stay."},
      {.name = "exit-on-missing-file", .help = "Nothing to do, and no error, where --input does not exist."},
      {.name = "missing-wait-time",
       .help = "Seconds to wait for services that are not deployed yet.",
       .value = "SECONDS",
       .initial = "2"},
      wait_option(),
  };
  for (auto& option : document_options()) own.push_back(std::move(option));
  const std::set<std::string> flags = {"ignore-missing-defs"};
  for (const auto& [name, why] : kIdle) {
    own.push_back({.name = name,
                   .help = fmt::format("Accepted for Zato's sake; without effect, since {}.", why),
                   .value = flags.contains(name) ? "" : "VALUE"});
  }
  return with_admin_options(std::move(own));
}

}  // namespace

void add_enmasse(std::vector<Command>& commands) {
  commands.push_back({.path = {"enmasse"},
                      .help = "Imports and exports configuration as YAML or JSON files.",
                      .positionals = {{"server-path", "Directory of a server or of an environment.", 0, 1}},
                      .options = options(),
                      .examples = "  zato enmasse ~/env/qs-1/server1 --export --output zato.yaml\n"
                                  "  zato enmasse ~/env/qs-1/server1 --import --input zato.yaml",
                      .says_ok = false,
                      .run = run});
}

}  // namespace zato::cli
