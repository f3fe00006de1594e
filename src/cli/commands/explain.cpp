// zato explain [TYPE[.FIELD]]: what an object type and its fields are, from their declarations; works without a server.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/commands/groups.hpp"
#include "cli/failure.hpp"
#include "cli/nouns.hpp"
#include "cli/object_options.hpp"
#include "cli/output.hpp"
#include "cli/table.hpp"
#include "objects/all.hpp"

namespace zato::cli {

namespace {

using nlohmann::json;
using schema::Field;
using schema::Kind;
using schema::ObjectType;

json default_of(const Field& field) {
  const bool told = field.kind != Kind::kSecret && field.kind != Kind::kRef;
  const auto text = schema::to_text(field.initial);
  return told && !text.empty() ? json(text) : json();
}

json targets_of(const Field& field) {
  json nouns = json::array();
  for (const auto* type : objects::all().targets(field)) nouns.push_back(type->noun.empty() ? type->name : type->noun);
  return nouns;
}

std::string kind_of(const Field& field) {
  if (field.kind != Kind::kRef) return std::string(schema::kind_name(field.kind));
  return "name of " + cell_text(targets_of(field));
}

// What must hold, in words.
std::string rules_of(const Field& field) {
  const bool text = field.kind != Kind::kInt && field.kind != Kind::kFloat;
  std::vector<std::string> rules;
  if (field.required) rules.push_back("required");
  if (field.unique) rules.push_back("unique");
  if (field.generated) rules.push_back("random if not given");
  if (field.min) rules.push_back(fmt::format("at least {}{}", *field.min, text ? " characters" : ""));
  if (field.max) rules.push_back(fmt::format("at most {}{}", *field.max, text ? " characters" : ""));
  for (auto choice : field.one_of) rules.push_back(choice.empty() ? "''" : choice);
  return base::join(rules, ", ");
}

json row_of(const Field& field) {
  return {{"field", field.column()},
          {"kind", kind_of(field)},
          {"default", default_of(field)},
          {"rules", rules_of(field)},
          {"meaning", field.help}};
}

bool shown(const Field& field) { return !field.internal && !field.state; }

json details_of(const ObjectType& type, const Field& field) {
  json other = field.aliases;
  if (field.column() != field.name) other.push_back(field.name);
  json details{{"type", type.name},
               {"field", field.column()},
               {"meaning", field.help},
               {"kind", schema::kind_name(field.kind)},
               {"default", default_of(field)},
               {"required", field.required},
               {"unique", field.unique},
               {"group", field.group}};
  if (!other.empty()) details["other_names"] = other;
  if (!field.one_of.empty()) details["choices"] = field.one_of;
  if (field.min) details["min"] = *field.min;
  if (field.max) details["max"] = *field.max;
  if (field.generated) details["generated"] = true;
  if (field.kind == Kind::kRef) {
    details["refers_to"] = targets_of(field);
    details["by_name"] = schema::reference_name(field);
  }
  if (!type.noun.empty() && is_input(field))
    details["option"] = "--" + option_name(field) + (field.kind == Kind::kSecret ? "-file" : "");
  return details;
}

json details_of(const ObjectType& type) {
  json fields = json::array();
  for (const auto& field : type.fields) {
    if (shown(field)) fields.push_back(details_of(type, field));
  }
  json details{{"type", type.name},          {"label", type.label},     {"meaning", type.help},
               {"noun", type.noun},          {"section", type.section}, {"services", type.services},
               {"fields", std::move(fields)}};
  if (!type.aliases.empty()) details["other_names"] = type.aliases;
  if (!type.runtime_note.empty()) details["note"] = type.runtime_note;
  return details;
}

void explain_all(Format format) {
  std::map<std::string, const ObjectType*> types;
  for (const auto* type : objects::all().types()) types[type->noun.empty() ? type->name : type->noun] = type;
  json rows = json::array();
  for (const auto& [noun, type] : types) {
    rows.push_back({{"noun", noun},
                    {"section", type->section},
                    {"in_force", type->runtime == schema::Runtime::kActive},
                    {"meaning", type->help}});
  }
  print_rows({{"noun"}, {"section"}, {"in_force"}, {"meaning"}}, rows, format);
}

void explain_type(const ObjectType& type, Format format) {
  if (format != Format::kTable) {
    fmt::print("{}", render_pairs(details_of(type), format));
    return;
  }
  fmt::print("{}: {}.\n", type.label, type.help);
  if (!type.runtime_note.empty()) fmt::print("{}\n", type.runtime_note);
  if (!type.noun.empty()) fmt::print("Command line:  zato {} create|edit|delete|get|list|history\n", type.noun);
  if (!type.services.empty()) fmt::print("Admin API:     {}.create, .edit, .delete, .get, .get-list\n", type.services);
  fmt::print("Enmasse:       {}{}{}\n\n", type.section, type.aliases.empty() ? "" : ", also ",
             base::join(type.aliases, ", "));
  json rows = json::array();
  for (const auto& field : type.fields) {
    if (shown(field)) rows.push_back(row_of(field));
  }
  print_rows({{"field"}, {"kind"}, {"default"}, {"rules"}, {"meaning"}}, rows, format);
}

const ObjectType& type_named(const std::string& word) {
  if (const auto* type = type_of_noun(word)) return *type;
  const auto name = base::replace_all(word, "-", "_");
  if (const auto* type = objects::all().find(name)) return *type;
  std::vector<std::string> known = all_nouns();
  for (const auto* type : objects::all().types()) known.push_back(type->name);
  const auto near = base::nearest(word, known);
  throw Failure(ExitCode::kInvalidInput,
                fmt::format("there is no object type '{}'{}", word,
                            near ? "; did you mean '" + *near + "'?" : ": zato explain lists them"));
}

const Field& field_named(const ObjectType& type, const std::string& word) {
  const auto name = base::replace_all(word, "-", "_");
  const auto* field = type.find(name);
  if (!field) field = type.find_reference(name);
  if (field && shown(*field)) return *field;
  std::vector<std::string> known;
  for (const auto& candidate : type.fields) {
    if (!shown(candidate)) continue;
    known.push_back(candidate.column());
    if (candidate.kind == Kind::kRef) known.push_back(schema::reference_name(candidate));
  }
  const auto near = base::nearest(name, known);
  throw Failure(ExitCode::kInvalidInput,
                fmt::format("a {} has no field '{}'{}", type.label, word,
                            near ? "; did you mean '" + *near + "'?" : ": " + base::join(known, ", ")));
}

void explain(const Arguments& arguments) {
  const auto format = parse_format(arguments.text("output"));
  const auto& what = arguments.word("what");
  if (what.empty()) return explain_all(format);
  const auto dot = what.find('.');
  const auto& type = type_named(what.substr(0, dot));
  if (dot == std::string::npos) return explain_type(type, format);
  fmt::print("{}", render_pairs(details_of(type, field_named(type, what.substr(dot + 1))), format));
}

}  // namespace

void add_explain(std::vector<Command>& commands) {
  commands.push_back({.path = {"explain"},
                      .help = "Tells what an object type or one of its fields is. Without an argument: all types.",
                      .positionals = {{"what", "TYPE or TYPE.FIELD, such as rest-channel.url_path.", 0, 1}},
                      .options = {table_option()},
                      .examples = "  zato explain\n  zato explain rest-channel\n  zato explain rest-channel.url_path",
                      .says_ok = false,
                      .run = explain});
}

}  // namespace zato::cli
