// zato config plan|apply|rollback|export: configuration as code.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/commands/groups.hpp"
#include "cli/config_changes.hpp"
#include "cli/config_files.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"

namespace zato::cli {

using nlohmann::json;

namespace {

constexpr auto kChanges = static_cast<ExitCode>(1);
constexpr auto kPlanError = static_cast<ExitCode>(2);

bool coloured() { return is_terminal(STDOUT_FILENO) && !std::getenv("NO_COLOR"); }

json input_of(const Arguments& arguments, ExitCode failure) {
  if (arguments.text("file").empty()) throw Failure(failure, "-f is missing: name the file, or - for standard input");
  auto input = read_documents(arguments, arguments.text("file"), failure);
  input["delete_missing"] = arguments.has("delete-missing");
  input["replace"] = arguments.has("replace");
  return input;
}

void print_plan(const Arguments& arguments, const json& plan) {
  if (arguments.text("output") == "json")
    print_line(plan.dump(2, ' ', false, json::error_handler_t::replace));
  else
    fmt::print("{}", render_plan(plan, coloured()));
}

bool changes_anything(const json& plan) {
  return plan.value("create", 0) + plan.value("edit", 0) + plan.value("delete", 0) > 0;
}

void plan_or_fail(const Arguments& arguments) {
  const auto input = input_of(arguments, kPlanError);
  const auto plan = connect_admin(arguments)->call("zato.config.plan", input);
  if (arguments.text("output") == "json" || plan.value("problems", json::array()).empty()) print_plan(arguments, plan);
  require_no_problems(plan, kPlanError);
  if (changes_anything(plan)) throw Failure(kChanges, "");
}

// 0: nothing to do; 1: changes; 2: whatever went wrong.
void plan(const Arguments& arguments) {
  try {
    plan_or_fail(arguments);
  } catch (const Failure& failure) {
    throw Failure(failure.code() == kChanges ? kChanges : kPlanError, failure.what());
  } catch (const std::exception& error) {
    throw Failure(kPlanError, error.what());
  }
}

void apply(const Arguments& arguments) {
  const auto patience = std::chrono::seconds(arguments.number("wait", 0, 86'400));
  const auto input = input_of(arguments, ExitCode::kValidationError);
  auto admin = connect_admin(arguments);
  auto plan = admin->call("zato.config.plan", input);
  require_no_problems(plan, ExitCode::kValidationError);
  if (arguments.has("base-sequence")) plan["base_sequence"] = arguments.number("base-sequence", 0, INT64_MAX);
  const auto applied = apply_plan(*admin, input, plan);
  print_plan(arguments, applied);
  const auto sequence = applied.value("sequence", std::int64_t{0});
  wait_until_applied(*admin, sequence, patience);
  if (arguments.text("output") != "json") print_line(fmt::format("applied; the last change is {}", sequence));
}

void rollback(const Arguments& arguments) {
  const auto patience = std::chrono::seconds(arguments.number("wait", 0, 86'400));
  const auto to = base::parse_number<std::int64_t>(arguments.word("sequence"));
  if (!to) throw Failure(ExitCode::kInvalidInput, "SEQUENCE must be the number of a change");
  json input{{"sequence", *to}};
  if (arguments.has("base-sequence")) input["base_sequence"] = arguments.number("base-sequence", 0, INT64_MAX);
  auto admin = connect_admin(arguments);
  const auto answer = admin->call("zato.config.rollback", input);
  const auto sequence = answer.value("sequence", std::int64_t{0});
  wait_until_applied(*admin, sequence, patience);
  if (arguments.text("output") == "json")
    print_line(answer.dump(2));
  else
    print_line(fmt::format("as after change {} again; the last change is {}", *to, sequence));
}

void export_it(const Arguments& arguments) {
  json input{{"with_secrets", arguments.has("with-secrets")}, {"format", arguments.text("output")}};
  add_filter(arguments, input);
  auto admin = connect_admin(arguments);
  const auto answer = admin->call("zato.config.export", input);
  const auto& file = arguments.text("file");
  write_document(file, answer.value("document", ""), arguments.has("with-secrets"));
  if (file != "-") print_report(fmt::format("{} objects written to {}", answer.value("objects", 0), file));
}

std::vector<Option> operator+(std::vector<Option> left, const std::vector<Option>& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

const Option kFile{.name = "file", .help = "The file; - is standard input.", .value = "FILE", .letter = "f"};
const Option kAsJson{.name = "output",
                     .help = "text or json.",
                     .value = "FORMAT",
                     .initial = "text",
                     .one_of = {"text", "json"},
                     .letter = "o"};
const Option kDelete{.name = "delete-missing",
                     .help = "Delete what the file does not name; default objects and services stay."};
const Option kReplace{.name = "replace",
                      .help = "Fields that the file does not name return to their defaults; secrets stay."};
const Option kBase{
    .name = "base-sequence", .help = "Refuse unless this is the cluster's last change, as a plan told.", .value = "N"};

}  // namespace

void add_config(std::vector<Command>& commands) {
  commands.push_back(
      {.path = {"config", "plan"},
       .help = "Shows what a configuration file would change. Exit code 0: nothing, 1: something, 2: an error.",
       .options = with_admin_options(std::vector{kFile, kDelete, kReplace, kAsJson} + document_options()),
       .examples = "  zato config plan --path ~/env/qs-1/server1 -f zato.yaml",
       .says_ok = false,
       .run = plan});
  commands.push_back({.path = {"config", "apply"},
                      .help = "Makes the cluster what a configuration file describes, all of it or nothing.",
                      .options = with_admin_options(
                          std::vector{kFile, kDelete, kReplace, kBase, wait_option(), kAsJson} + document_options()),
                      .examples = "  zato config apply --path ~/env/qs-1/server1 -f zato.yaml",
                      .says_ok = false,
                      .run = apply});
  commands.push_back({.path = {"config", "rollback"},
                      .help = "Takes all changes after one of them back.",
                      .positionals = {{"sequence", "Number of the last change that stays."}},
                      .options = with_admin_options(std::vector{kBase, wait_option(), kAsJson}),
                      .examples = "  zato config rollback 120 --path ~/env/qs-1/server1",
                      .says_ok = false,
                      .run = rollback});
  commands.push_back(
      {.path = {"config", "export"},
       .help = "Writes the configuration as a file that plan, apply and enmasse read.",
       .options = with_admin_options(
           {{.name = "file", .help = "Where to; - is standard output.", .value = "FILE", .initial = "-", .letter = "f"},
            {.name = "output",
             .help = "yaml or json.",
             .value = "FORMAT",
             .initial = "yaml",
             .one_of = {"yaml", "json"},
             .letter = "o"},
            {.name = "with-secrets", .help = "With passwords; the file is for its owner only."},
            {.name = "include-type",
             .help = "Only these types, separated by commas.",
             .value = "LIST",
             .initial = "all"},
            {.name = "include-name", .help = "Only objects with one of these in their names.", .value = "LIST"}}),
       .says_ok = false,
       .run = export_it});
}

}  // namespace zato::cli
