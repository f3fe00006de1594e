#include "schema/reference.hpp"

#include "base/text.hpp"

namespace zato::schema {

namespace {

std::string code(const std::string& text) { return "`" + text + "`"; }

std::string cell(std::string text) {
  return base::replace_all(base::replace_all(std::move(text), "|", "\\|"), "\n", "`, `");
}

std::string list_of(const std::vector<std::string>& items) {
  std::vector<std::string> marked;
  for (const auto& item : items) marked.push_back(item.empty() ? "(empty)" : code(item));
  return base::join(marked, ", ");
}

std::string range(const Field& field) {
  const bool text = field.kind == Kind::kString || field.kind == Kind::kText || field.kind == Kind::kSecret;
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  const std::string unit = text || field.kind == Kind::kList ? " characters" : "";
  if (field.min && field.max) return number(*field.min) + " to " + number(*field.max) + unit;
  if (field.min) return "at least " + number(*field.min) + unit;
  if (field.max) return "at most " + number(*field.max) + unit;
  return {};
}

std::string labels(const std::vector<const ObjectType*>& types) {
  std::vector<std::string> names;
  for (const auto* type : types) names.push_back(code(type->name));
  return base::join(names, ", ");
}

std::string initial(const Field& field) {
  if (field.kind == Kind::kSecret) return field.generated ? "random" : "";
  const auto text = to_text(field.initial);
  const bool none = text.empty() || (field.kind == Kind::kRef && text == "0") || (field.required && text == "0");
  return none ? "" : code(text);
}

std::string key_of(const Field& field) {
  auto out = code(field.column());
  if (!field.aliases.empty() && field.kind != Kind::kRef) out += ", also " + list_of(field.aliases);
  return out;
}

std::string row(const Registry& registry, const Field& field) {
  return "| " + cell(key_of(field)) + " | " + std::string(kind_name(field.kind)) + " | " + cell(initial(field)) +
         " | " + cell(rules_in_words(registry, field)) + " | " + cell(field.help) + " |\n";
}

std::string facts(const ObjectType& type) {
  auto out = "- Command line: " + code("zato " + type.noun) + "; services: " + code(type.services + ".*");
  out += "; enmasse: " + code(type.section);
  if (!type.aliases.empty()) out += ", also " + list_of(type.aliases);
  out += ".\n- Table: " + code(type.table);
  for (const auto& [column, value] : type.fixed) out += ", " + code(column + "=" + value);
  out += ".\n";
  for (const auto& fields : type.uniques) out += "- Unique together: " + list_of(fields) + ".\n";
  if (type.runtime == Runtime::kStoredOnly) out += "- **" + type.runtime_note + ".**\n";
  return out;
}

std::string chapter(const Registry& registry, const ObjectType& type) {
  auto out = "\n## " + type.label + ": " + type.name + "\n\n" + type.help + ".\n\n" + facts(type) +
             "\n| field | kind | default | rules | meaning |\n|---|---|---|---|---|\n";
  for (const auto& field : type.fields) {
    if (!field.state) out += row(registry, field);
  }
  return out;
}

}  // namespace

std::string rules_in_words(const Registry& registry, const Field& field) {
  std::vector<std::string> rules;
  if (field.internal) rules.emplace_back("set by the platform");
  if (field.required) rules.emplace_back("required");
  if (field.unique) rules.emplace_back("unique");
  if (!field.one_of.empty()) rules.push_back("one of " + list_of(field.one_of));
  for (const auto& [theirs, ours] : field.spellings) rules.push_back(code(theirs) + " stands for " + code(ours));
  if (auto limits = range(field); !limits.empty()) rules.push_back(std::move(limits));
  if (field.kind == Kind::kRef) {
    auto keys = field.aliases;
    keys.insert(keys.begin(), reference_name(field));
    rules.push_back("an id of " + labels(registry.targets(field)) + ", or a name as " + list_of(keys));
  }
  if (!field.items.empty()) rules.push_back("items from " + labels(registry.targets(field.items)));
  return base::join(rules, "; ");
}

std::string reference_markdown(const Registry& registry) {
  std::string out =
      "# Configuration objects\n\n"
      "Every type of object that a cluster's configuration consists of, written from the descriptions in "
      "`src/core/objects`; a test fails when this page is stale.\n\n"
      "- Fields are named as in the admin API, in enmasse documents and in the ODB.\n"
      "- Text without a length of its own has at most 200 characters in one line; text of several lines, kind `text`, "
      "1,000,000.\n"
      "- Secrets are encrypted in the ODB, masked in logs and never shown.\n"
      "- Beside these fields every object has an `id`, the `cluster_id` and a `version`, which each change raises.\n\n";
  for (const auto* type : registry.types()) {
    auto anchor = base::replace_all(base::lower(type->label) + "-" + type->name, " ", "-");
    std::erase_if(anchor, [](char c) { return c == '/' || c == ':'; });
    out += "- [" + type->label + "](#" + anchor + ")\n";
  }
  for (const auto* type : registry.types()) out += chapter(registry, *type);
  return out;
}

}  // namespace zato::schema
