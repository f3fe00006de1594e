#include "cli/nouns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/admin_client.hpp"
#include "cli/commands/groups.hpp"
#include "cli/failure.hpp"
#include "cli/object_calls.hpp"
#include "cli/object_options.hpp"
#include "cli/output.hpp"
#include "cli/table.hpp"
#include "objects/all.hpp"

namespace zato::cli {

using nlohmann::json;
using schema::Kind;
using schema::ObjectType;

namespace {

// ---- declaring

const Positional kName{"name", "Name of the object; --name and --id say the same.", 0, 1};
const Option kNameOption{.name = "name", .help = "Name of the object.", .value = "NAME"};
const Option kId{.name = "id", .help = "Number of the object, instead of its name.", .value = "N"};

std::vector<Option> operator+(std::vector<Option> left, const std::vector<Option>& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

const schema::Field* secret_of(const ObjectType& type) {
  const auto found = std::ranges::find_if(
      type.fields, [](const auto& field) { return field.kind == Kind::kSecret && is_input(field); });
  return found == type.fields.end() ? nullptr : &*found;
}

// Clusters are made by zato create cluster and have no admin services.
bool has_commands(const ObjectType& type) {
  return !type.noun.empty() && !type.services.empty() && type.scope == schema::Scope::kCluster;
}

// Servers are made by zato create server, services by deploying them.
bool is_creatable(const ObjectType& type) { return type.services != "zato.server" && type.services != "zato.service"; }

// What zato hot-deploy puts there and zato deployment delete removes.
bool is_read_only(const ObjectType& type) { return type.services == "zato.deployment"; }

bool has_verb(const ObjectType& type, const std::string& verb) {
  if (verb == "create") return is_creatable(type) && !is_read_only(type);
  return (verb != "edit" && verb != "delete") || !is_read_only(type);
}

// ---- running

Which which_object(const ObjectType& type, const Arguments& arguments) {
  const auto& word = arguments.word("name");
  if (!word.empty() && arguments.has("name") && arguments.text("name") != word)
    throw Failure(ExitCode::kConflictingOptions, "two different names are given");
  Which which{.name = word.empty() ? arguments.text("name") : word};
  if (arguments.has("id")) which.id = arguments.number("id", 1, std::numeric_limits<std::int64_t>::max());
  if (which.name.empty() && !which.id)
    throw Failure(ExitCode::kParameterMissing, fmt::format("name the {}", type.label));
  return which;
}

// What was made or changed, for programs; people are told OK.
void print_outcome(const Arguments& arguments, const json& outcome) {
  if (!arguments.has("output")) return print_ok();
  fmt::print("{}",
             render_pairs(outcome.is_object() ? outcome : json::object(), parse_format(arguments.text("output"))));
}

void say_if_unused(const ObjectType& type) {
  if (type.runtime == schema::Runtime::kStoredOnly) print_warning(type.runtime_note);
}

void create(const ObjectType& type, const Arguments& arguments) {
  const auto which = which_object(type, arguments);
  auto fields = given_fields(type, arguments, Secrets::kAskForThem);
  fields["name"] = which.name;
  const auto outcome = create_object(*connect_admin(arguments), type, fields);
  say_if_unused(type);
  print_outcome(arguments, outcome);
}

void edit(const ObjectType& type, const Arguments& arguments) {
  const auto which = which_object(type, arguments);
  auto fields = given_fields(type, arguments, Secrets::kAsGiven);
  if (arguments.has("new-name")) fields["name"] = arguments.text("new-name");
  if (fields.empty()) throw Failure(ExitCode::kNoOptions, "say what is to be changed; --help lists the fields");
  if (arguments.has("version"))
    fields["version"] = arguments.number("version", 1, std::numeric_limits<std::int64_t>::max());
  print_outcome(arguments, edit_object(*connect_admin(arguments), type, which, std::move(fields)));
}

void remove(const ObjectType& type, const Arguments& arguments) {
  delete_object(*connect_admin(arguments), type, which_object(type, arguments));
  print_ok();
}

void get(const ObjectType& type, const Arguments& arguments) {
  const auto object = get_object(*connect_admin(arguments), type, which_object(type, arguments));
  fmt::print("{}", render_pairs(object, parse_format(arguments.text("output"))));
}

std::vector<Column> list_columns(const ObjectType& type) {
  std::vector<Column> columns{{"id", ""}};
  for (const auto& field : type.fields) {
    if (!field.list) continue;
    const auto& key = field.column();
    const bool reference = field.kind == Kind::kRef && key.ends_with("_id");
    const auto base = reference ? key.substr(0, key.size() - 3) : key;
    columns.push_back(reference ? Column{base + "_name", base} : Column{key, ""});
  }
  return columns;
}

void list(const ObjectType& type, const Arguments& arguments) {
  const Listing listing{.query = arguments.text("query"),
                        .limit = static_cast<std::size_t>(arguments.number("limit", 0, 10'000'000))};
  const auto rows = list_objects(*connect_admin(arguments), type, listing);
  print_rows(list_columns(type), rows, parse_format(arguments.text("output")));
}

void history(const ObjectType& type, const Arguments& arguments) {
  const auto which = which_object(type, arguments);
  const auto rows = connect_admin(arguments)->call(type.services + ".history", for_type(type, input_of(which)));
  print_rows({{"seq", ""}, {"at", ""}, {"actor", ""}, {"action", ""}, {"version", ""}, {"changed", ""}}, rows,
             parse_format(arguments.text("output")));
}

void ping(const ObjectType& type, const Arguments& arguments) {
  const auto which = which_object(type, arguments);
  const auto answer = connect_admin(arguments)->call(type.services + ".ping", for_type(type, input_of(which)));
  if (!answer.value("is_success", false)) throw Failure(ExitCode::kException, answer.value("info", ""));
  fmt::print("{}\n", answer.value("info", ""));
}

void statistics(const ObjectType& type, const Arguments& arguments) {
  const auto which = which_object(type, arguments);
  const auto answer = connect_admin(arguments)->call(type.services + ".get-statistics", for_type(type, input_of(which)));
  fmt::print("{}", render_pairs(answer, parse_format(arguments.text("output"))));
}

// Whether the platform calls what such an object stands for.
bool is_called(const ObjectType& type) { return type.find("ping_method") && type.runtime == schema::Runtime::kActive; }

void change_password(const ObjectType& type, const schema::Field& secret, const Arguments& arguments) {
  const auto which = which_object(type, arguments);
  const auto password = read_secret(secret, arguments);
  set_secret(*connect_admin(arguments), type, which, password);
  print_ok();
}

// ---- putting together

struct Verb {
  std::string name;
  std::string help;
  std::vector<Option> options;
  std::string rest_of_example;
  void (*run)(const ObjectType&, const Arguments&);
};

Command command_of(const ObjectType& type, const Verb& verb) {
  const bool many = verb.name == "list";
  auto name = kName;
  if (verb.name != "create") name.names_of = type.name;
  return {.path = {type.noun, verb.name},
          .help = verb.help,
          .positionals = many ? std::vector<Positional>{} : std::vector<Positional>{name},
          .options =
              with_admin_options((many ? std::vector<Option>{} : std::vector<Option>{kNameOption, kId}) + verb.options),
          .examples = fmt::format("  zato {} {}{}", type.noun, verb.name, verb.rest_of_example),
          .noun = type.noun,
          .says_ok = false,
          .run = [&type, run = verb.run](const Arguments& arguments) { run(type, arguments); }};
}

}  // namespace

std::vector<Command> commands_of(const ObjectType& type) {
  std::vector<Command> commands;
  if (!has_commands(type)) return commands;
  const auto fields = field_options(type);
  const std::vector<Option> out{table_option()};
  const std::vector<Option> for_edit{
      {.name = "new-name", .help = "Renames it.", .value = "NAME"},
      {.name = "version", .help = "Refuse unless the object still has this version.", .value = "N"}};
  const std::vector<Option> for_list{
      {.name = "query", .help = "Only those whose columns hold these words.", .value = "WORDS"},
      {.name = "limit", .help = "How many at most; 0: all.", .value = "N", .initial = "0"}};
  const auto one = "one of the " + type.plural;
  for (const auto& verb : {
           Verb{"create", fmt::format("Creates {}.", one), fields + out, " NAME", create},
           Verb{"edit", fmt::format("Changes the given fields of {}.", one), for_edit + fields + out, " NAME", edit},
           Verb{"delete", fmt::format("Deletes {}.", one), {}, " NAME", remove},
           Verb{"get", fmt::format("Shows {}; secrets are masked.", one), out, " NAME -o yaml", get},
           Verb{"list", fmt::format("Lists {}.", type.plural), for_list + out, " --query WORD", list},
           Verb{"history", fmt::format("Shows who changed {}, when and how.", one), out, " NAME", history},
       }) {
    if (has_verb(type, verb.name)) commands.push_back(command_of(type, verb));
  }
  if (is_called(type)) {
    commands.push_back(command_of(type, {"ping", fmt::format("Calls {} and tells what came of it.", one), {}, " NAME", ping}));
    commands.push_back(command_of(type, {"statistics", fmt::format("Shows how calls of {} went.", one), out, " NAME", statistics}));
  }
  if (const auto* secret = secret_of(type)) {
    std::vector<Option> file;
    for (const auto& option : fields) {
      if (option.name == option_name(*secret) + "-file") file.push_back(option);
    }
    auto command =
        command_of(type, {"change-password", fmt::format("Sets the secret of {}.", one), file, " NAME", nullptr});
    command.run = [&type, secret](const Arguments& arguments) { change_password(type, *secret, arguments); };
    commands.push_back(std::move(command));
  }
  return commands;
}

const ObjectType* type_of_noun(std::string_view word) {
  const auto noun = base::replace_all(std::string(word), "_", "-");
  const auto other = base::replace_all(std::string(word), "-", "_");
  const ObjectType* found = nullptr;
  for (const auto* type : objects::all().types()) {
    if (!has_commands(*type)) continue;
    if (type->noun == noun) return type;
    const bool same = type->name == other || std::ranges::any_of(type->aliases, [&](const auto& alias) {
                        return alias == noun || alias == other;
                      });
    if (same && found) return nullptr;
    if (same) found = type;
  }
  return found;
}

std::vector<std::string> all_nouns() {
  std::vector<std::string> nouns;
  for (const auto* type : objects::all().types()) {
    if (has_commands(*type)) nouns.push_back(type->noun);
  }
  std::ranges::sort(nouns);
  return nouns;
}

std::string list_nouns() {
  constexpr std::size_t kWidth = 100;
  std::string out =
      "Objects: zato NOUN create|edit|delete|get|list|history; zato explain NOUN tells their fields. Nouns are\n";
  std::string line = " ";
  for (const auto& noun : all_nouns()) {
    if (line.size() + noun.size() > kWidth) {
      out += line + "\n";
      line = " ";
    }
    line += " " + noun;
  }
  return out + line + "\n";
}

}  // namespace zato::cli
