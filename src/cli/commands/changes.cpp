// zato config changes|history|undo|status|wait: what was changed in a cluster, taking it back, and how far servers are.
// zato audit list|verify and zato openapi: what else the admin API tells about itself.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "cli/admin_client.hpp"
#include "cli/commands/groups.hpp"
#include "cli/config_changes.hpp"
#include "cli/failure.hpp"
#include "cli/nouns.hpp"
#include "cli/output.hpp"
#include "cli/table.hpp"

namespace zato::cli {

namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr auto kMost = std::numeric_limits<std::int64_t>::max();

const std::vector<Column> kChangeColumns{{"seq"},         {"at"},          {"actor"},  {"action"},
                                         {"object_type"}, {"object_name"}, {"changed"}};

// One page, the newest first.
json newest(const Arguments& arguments, const std::string& service, json input) {
  input["paginate"] = true;
  input["page_size"] = arguments.number("limit", 1, 250);
  auto rows = connect_admin(arguments)->call(service, input);
  return rows.is_array() ? rows : json::array();
}

const schema::ObjectType& type_argument(const std::string& noun) {
  if (const auto* type = type_of_noun(noun)) return *type;
  throw Failure(ExitCode::kInvalidInput, fmt::format("there is no object type '{}'; zato explain lists them", noun));
}

void changes(const Arguments& arguments) {
  json input = json::object();
  if (arguments.has("after")) input["after"] = arguments.number("after", 0, kMost);
  if (arguments.has("type")) input["object_type"] = type_argument(arguments.text("type")).name;
  print_rows(kChangeColumns, newest(arguments, "zato.config.get-changes", std::move(input)),
             parse_format(arguments.text("output")));
}

void history(const Arguments& arguments) {
  json input{{"object_type", type_argument(arguments.word("noun")).name}, {"name", arguments.word("name")}};
  print_rows(kChangeColumns, newest(arguments, "zato.config.get-history", std::move(input)),
             parse_format(arguments.text("output")));
}

std::int64_t sequence_word(const Arguments& arguments) {
  auto copy = arguments;
  copy.values["SEQUENCE"] = arguments.word("sequence");
  return copy.number("SEQUENCE", 1, kMost);
}

void undo(const Arguments& arguments) {
  const auto undone = connect_admin(arguments)->call("zato.config.undo", {{"sequence", sequence_word(arguments)}});
  if (arguments.has("output"))
    fmt::print("{}", render_pairs(undone, parse_format(arguments.text("output"))));
  else
    print_ok();
}

void status(const Arguments& arguments) {
  const auto now = connect_admin(arguments)->call("zato.config.status", json::object());
  const auto format = parse_format(arguments.text("output"));
  if (format != Format::kTable) {
    fmt::print("{}", render_pairs(now, format));
    return;
  }
  fmt::print("Last change: {}; in force on every running server: {}\n\n", cell_text(now.value("sequence", json())),
             now.value("is_applied_everywhere", false) ? "yes" : "no");
  print_rows({{"name"}, {"up_status"}, {"config_sequence"}, {"is_current"}}, now.value("servers", json::array()),
             format);
}

void wait(const Arguments& arguments) {
  const auto admin = connect_admin(arguments);
  const auto sequence = arguments.has("sequence")
                            ? arguments.number("sequence", 1, kMost)
                            : admin->call("zato.config.status", json::object()).value("sequence", std::int64_t{0});
  const std::chrono::seconds patience(arguments.number("timeout", 0, 86'400));
  wait_until_applied(*admin, sequence, std::max<std::chrono::milliseconds>(patience, 1ms));  // 0 looks once
}

void audit_list(const Arguments& arguments) {
  json input = json::object();
  if (arguments.has("kind")) input["kind"] = arguments.text("kind");
  if (arguments.has("actor")) input["actor"] = arguments.text("actor");
  print_rows({{"seq"}, {"at"}, {"kind"}, {"actor"}, {"address"}, {"service"}, {"object_name"}, {"action"}, {"details"}},
             newest(arguments, "zato.audit-log.get-list", std::move(input)), parse_format(arguments.text("output")));
}

void audit_verify(const Arguments& arguments) {
  const auto found = connect_admin(arguments)->call("zato.audit-log.verify", json::object());
  if (!found.value("is_whole", false)) {
    throw Failure(ExitCode::kValidationError,
                  fmt::format("the audit log was tampered with at event {}: {}",
                              cell_text(found.value("broken_at", json())), cell_text(found.value("problem", json()))));
  }
  print_report(fmt::format("{} events, none altered or taken out", cell_text(found.value("events", json()))));
}

void openapi(const Arguments& arguments) {
  const auto text = connect_admin(arguments)->call("zato.openapi.get", json::object()).dump(2) + "\n";
  if (arguments.text("output").empty()) {
    fmt::print("{}", text);
    return;
  }
  constexpr mode_t kMode = 0644;
  value_or_fail(base::write_file_atomically(arguments.text("output"), text, kMode));
  print_ok();
}

const Option kLimit{.name = "limit", .help = "How many at most, up to 250.", .value = "N", .initial = "50"};

Command command(std::vector<std::string> path, std::string help, std::vector<Positional> positionals,
                std::vector<Option> options, std::function<void(const Arguments&)> run) {
  return {.path = std::move(path),
          .help = std::move(help),
          .positionals = std::move(positionals),
          .options = with_admin_options(std::move(options)),
          .says_ok = false,
          .run = std::move(run)};
}

}  // namespace

void add_changes(std::vector<Command>& commands) {
  commands.push_back(command({"config", "changes"}, "Lists changes of the configuration, the newest first.", {},
                             {{.name = "after", .help = "Only those with a higher number.", .value = "SEQUENCE"},
                              {.name = "type", .help = "Only those of objects of this type.", .value = "NOUN"},
                              kLimit,
                              table_option()},
                             changes));
  commands.push_back(command({"config", "history"}, "Lists the changes of one object, also of one that is gone.",
                             {{"noun", "What it is, such as rest-channel."}, {"name", "A name that it has or had."}},
                             {kLimit, table_option()}, history));
  commands.push_back(command({"config", "undo"}, "Takes one change back, unless the same was changed again since.",
                             {{"sequence", "Number of the change, from zato config changes."}}, {table_option()},
                             undo));
  commands.push_back(command({"config", "status"}, "Tells the last change and which servers have it in force.", {},
                             {table_option()}, status));
  auto waiting =
      command({"config", "wait"}, "Returns when every worker of every running server has a change in force.", {},
              {{.name = "sequence", .help = "Number of the change; the last one if not given.", .value = "N"},
               {.name = "timeout", .help = "Seconds to wait at most.", .value = "SECONDS", .initial = "10"}},
              wait);
  waiting.says_ok = true;
  commands.push_back(std::move(waiting));
  commands.push_back(command({"audit", "list"}, "Lists what was changed and refused, the newest first.", {},
                             {{.name = "kind",
                               .help = "Only events of this kind.",
                               .value = "KIND",
                               .one_of = {"change", "refusal", "login-failure"}},
                              {.name = "actor", .help = "Only what this caller did.", .value = "NAME"},
                              kLimit,
                              table_option()},
                             audit_list));
  commands.push_back(command({"audit", "verify"}, "Checks that no event of the audit log was altered or taken out.", {},
                             {}, audit_verify));
  commands.push_back(command(
      {"openapi"}, "Writes the OpenAPI 3.1 description of the admin API.", {},
      {{.name = "output", .help = "File to write; standard output if not given.", .value = "FILE", .letter = "o"}},
      openapi));
}

}  // namespace zato::cli
