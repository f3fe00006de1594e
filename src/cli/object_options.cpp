#include "cli/object_options.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/failure.hpp"
#include "cli/terminal.hpp"
#include "schema/value.hpp"

namespace zato::cli {

using nlohmann::json;
using schema::Field;
using schema::Kind;

namespace {

std::string dashed(std::string text) { return base::replace_all(std::move(text), "_", "-"); }

std::string placeholder(const Field& field) {
  switch (field.kind) {
    case Kind::kBool:
      return "BOOL";
    case Kind::kInt:
    case Kind::kFloat:
      return "N";
    case Kind::kEnum:
      return "CHOICE";
    case Kind::kRef:
      return "NAME";
    case Kind::kSecret:
      return "FILE";
    case Kind::kList:
      return "ITEM";
    default:
      return "TEXT";
  }
}

// Unlike the value that the option has when it is not given: that is up to the server, which also knows the object.
std::string with_default(const Field& field) {
  std::string help = field.help;
  if (field.kind == Kind::kList) help += "; may be given several times";
  const auto initial = schema::to_text(field.initial);
  if (field.kind != Kind::kSecret && field.kind != Kind::kRef && !initial.empty())
    help += fmt::format(" [{}]", initial);
  return help + ".";
}

std::string short_name(const Field& field) {
  const auto full = option_name(field);
  if (field.kind == Kind::kRef && full.ends_with("-name")) return full.substr(0, full.size() - 5);
  const auto own = dashed(field.name);
  return own == full ? std::string() : own;
}

Option file_option(const Field& field, const std::string& help) {
  return {.name = option_name(field) + "-file", .help = help, .value = "FILE"};
}

json to_json(const schema::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* list = std::get_if<schema::List>(&value)) return *list;
  return schema::to_text(value);
}

json value_of(const Field& field, const std::string& text) {
  if (field.kind == Kind::kRef) return text;
  if (text.empty() && field.nullable) return nullptr;
  const auto value = schema::parse(field.kind, text);
  if (value) return to_json(*value);
  throw Failure(ExitCode::kInvalidInput,
                fmt::format("--{} must be a {}, not '{}'", option_name(field), schema::kind_name(field.kind), text));
}

std::string input_key(const Field& field) {
  return field.kind == Kind::kRef ? schema::reference_name(field) : field.column();
}

}  // namespace

std::string option_name(const Field& field) {
  return dashed(field.kind == Kind::kRef ? schema::reference_name(field) : field.column());
}

bool is_input(const Field& field) noexcept { return !field.internal && !field.state && field.name != "name"; }

std::vector<Option> field_options(const schema::ObjectType& type) {
  std::vector<Option> options;
  for (const auto& field : type.fields) {
    if (!is_input(field)) continue;
    if (field.kind == Kind::kSecret) {
      options.push_back(file_option(field, field.help + ": a file that holds it, or - for standard input."));
      continue;
    }
    options.push_back({.name = option_name(field),
                       .help = with_default(field),
                       .value = placeholder(field),
                       .one_of = field.one_of,
                       .alias = short_name(field),
                       .names_of = field.ref,
                       .repeats = field.kind == Kind::kList});
    if (field.kind == Kind::kText) options.push_back(file_option(field, field.help + ", from a file."));
  }
  return options;
}

std::string read_secret(const Field& field, const Arguments& arguments) {
  const auto file = option_name(field) + "-file";
  if (arguments.has(file)) return read_file_or_stdin(arguments.text(file), Ending::kCut);
  return ask_secret(fmt::format("{} (not shown): ", base::replace_all(field.column(), "_", " ")));
}

json given_fields(const schema::ObjectType& type, const Arguments& arguments, Secrets secrets) {
  json input = json::object();
  for (const auto& field : type.fields) {
    if (!is_input(field)) continue;
    const auto name = option_name(field);
    const bool from_file = arguments.has(name + "-file");
    if (field.kind == Kind::kSecret) {
      const bool ask =
          secrets == Secrets::kAskForThem && field.required && !field.generated && is_terminal(STDIN_FILENO);
      if (from_file || ask) input[input_key(field)] = read_secret(field, arguments);
    } else if (field.kind == Kind::kText && from_file) {
      if (arguments.has(name))
        throw Failure(ExitCode::kConflictingOptions, fmt::format("--{} and --{}-file exclude each other", name, name));
      input[input_key(field)] = read_file_or_stdin(arguments.text(name + "-file"), Ending::kKept);
    } else if (arguments.has(name)) {
      input[input_key(field)] = value_of(field, arguments.text(name));
    }
  }
  return input;
}

}  // namespace zato::cli
