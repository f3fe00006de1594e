#include "enmasse/read_document.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "enmasse/zato_names.hpp"

namespace zato::enmasse {

using schema::Field;
using schema::Kind;
using schema::ObjectType;
using schema::Value;

namespace {

std::string quoted_list(const std::vector<const ObjectType*>& types) {
  std::vector<std::string> names;
  for (const auto* type : types) names.push_back("`" + item_type(*type) + "`");
  return base::join(names, ", ");
}

// "is_active", "should_retry": what Zato leaves out, rather than make up, when the environment has no value.
bool is_flag(std::string_view key) {
  return key.starts_with("is_") || key.starts_with("should_") || key.starts_with("needs_");
}

bool is_row_id(const Field& field, const std::string& key, const Node& node) {
  return field.kind == Kind::kRef && (key == field.name || key == field.column()) && node.plain &&
         base::parse_number<std::int64_t>(node.text).has_value();
}

}  // namespace

void DocumentReader::add(const Node& root, const std::shared_ptr<const std::string>& file) {
  if (root.kind == Node::Kind::kNull) return;
  if (root.kind != Node::Kind::kMapping) {
    problems_.push_back({.at = {file, root.line}, .message = "the file must hold sections, such as `channel_rest:`"});
    return;
  }
  for (const auto& [section, line, items] : root.members) {
    if (section == "include" || items.kind == Node::Kind::kNull) continue;
    if (types_of_section(registry_, section).empty()) {
      const auto known = unsupported_section(section);
      problems_.push_back(
          {.at = {file, line},
           .message = known.empty()
                          ? "there is no section `" + section + "`" + did_you_mean(section, section_names(registry_))
                          : "`" + section + "`: " + std::string(known) + " are not a part of this platform",
           .warning = options_.ignore_unknown});
      continue;
    }
    if (items.kind != Node::Kind::kSequence) {
      problems_.push_back({.at = {file, line}, .message = "`" + section + "` must be a list of objects"});
      continue;
    }
    for (const auto& item : items.items) add_item(section, item, file);
  }
}

void DocumentReader::add_item(const std::string& section, const Node& node,
                              const std::shared_ptr<const std::string>& file) {
  if (node.kind == Node::Kind::kScalar) return;  // a path
  Item item{.at = {file, node.line}};
  if (node.kind != Node::Kind::kMapping) {
    problems_.push_back({.at = item.at, .message = "`" + section + "`: each object must be a mapping with a `name`"});
    return;
  }
  if (!name_item(item, node, section)) return;
  const bool typed = types_of_section(registry_, section).size() > 1;
  for (const auto& member : node.members) {
    if (member.key != "name" && !(typed && member.key == "type")) add_field(item, member);
  }
  if (environment_.has_overrides()) add_overrides(item, section);
  document_.items.push_back(std::move(item));
}

bool DocumentReader::name_item(Item& item, const Node& node, const std::string& section) {
  item.type = choose(item, node, section);
  if (!item.type) {
    const auto types = types_of_section(registry_, section);
    const auto* type = node.find("type");
    problems_.push_back(
        {.at = item.at,
         .object = "`" + section + "`",
         .field = "type",
         .message = (type ? "`" + type->text + "` is none of " : "must be given, one of ") + quoted_list(types),
         .warning = options_.ignore_unknown && type});
    return false;
  }
  const auto* name = node.find("name");
  if (!name || name->kind != Node::Kind::kScalar || name->text.empty()) {
    problems_.push_back({.at = item.at, .object = item.type->label, .field = "name", .message = "is required"});
    return false;
  }
  item.name = resolved(item, "name", *name).text;
  return !item.name.empty();
}

const ObjectType* DocumentReader::choose(const Item& item, const Node& node, const std::string& section) {
  const auto types = types_of_section(registry_, section);
  if (types.size() == 1) return types.front();
  const auto meant = [&](const ObjectType* type) {
    if (const auto* called = node.find("type"); called && is_called(*type, resolved(item, "type", *called).text))
      return true;
    bool any = false;
    for (const auto& [column, value] : type->fixed) {
      const auto* given = node.find(column);
      if (given && given->text != value) return false;
      any = any || given;
    }
    return any;
  };
  const auto at = std::find_if(types.begin(), types.end(), meant);
  if (at != types.end()) return *at;
  // One type of the section is what the section is called after; the others only share it under an alias.
  const auto own = std::find_if(types.begin(), types.end(), [&](const auto* type) {
    return type->section == section && !node.find("type") && section != "security";
  });
  return own == types.end() ? nullptr : *own;
}

void DocumentReader::add_field(Item& item, const Member& member) {
  const auto* field = find_field(*item.type, member.key);
  if (!field || field->internal || field->state) {
    if (!is_without_meaning(member.key)) unknown(item, member);
    return;
  }
  if (is_row_id(*field, member.key, member.value)) return;  // of another database
  set(item, *field, member.key, member.line, resolved(item, member.key, member.value));
}

void DocumentReader::unknown(const Item& item, const Member& member) {
  std::vector<std::string> keys;
  for (const auto& field : item.type->fields) {
    if (field.internal || field.state) continue;
    keys.push_back(field.kind == Kind::kRef ? reference_name(field) : field.column());
  }
  problem(item, member.key, member.line, "no such field" + did_you_mean(member.key, keys), options_.ignore_unknown);
}

void DocumentReader::set(Item& item, const Field& field, const std::string& key, int line, const Node& node) {
  Value value;
  if (const auto wrong = to_value(field, node, value); !wrong.empty()) {
    problem(item, key, line, wrong);
    return;
  }
  const auto known =
      std::find_if(item.fields.begin(), item.fields.end(), [&](const auto& other) { return other.field == &field; });
  if (known == item.fields.end()) {
    item.fields.push_back({.field = &field, .key = key, .value = std::move(value), .line = line});
  } else if (schema::is_null(known->value)) {
    *known = {.field = &field, .key = key, .value = std::move(value), .line = line};
  } else if (!schema::is_null(value) && schema::to_text(known->value) != schema::to_text(value)) {
    problem(item, key, line, "is given already, as `" + known->key + "` in line " + std::to_string(known->line));
  }
}

Node DocumentReader::resolved(const Item& item, const std::string& key, Node node) {
  for (auto& inner : node.items) inner = resolved(item, key, std::move(inner));
  if (node.kind != Node::Kind::kScalar) return node;
  auto replaced = environment_.replace(node.text);
  if (!replaced.changed) return node;
  if (!options_.ignore_missing_environment) {
    for (const auto& variable : replaced.missing)
      problem(item, key, node.line, "the environment variable `" + variable + "` is not set");
  }
  const bool left_out = !replaced.missing.empty() && replaced.whole && is_flag(key);
  if (left_out || (!replaced.missing.empty() && !options_.ignore_missing_environment)) {
    return {.kind = Node::Kind::kNull, .line = node.line};
  }
  node.text = std::move(replaced.text);
  return node;
}

void DocumentReader::add_overrides(Item& item, const std::string& section) {
  for (const auto& field : item.type->fields) {
    if (field.internal || field.state || field.name == "name") continue;
    const auto by_name = field.kind == Kind::kRef ? reference_name(field) : field.name;
    for (const auto& kind : {section, item.type->section, item.type->name}) {
      const auto* value = environment_.find_override(kind, item.name, by_name);
      if (!value) value = environment_.find_override(kind, item.name, field.column());
      if (!value) continue;
      std::erase_if(item.fields, [&](const auto& given) { return given.field == &field; });
      set(item, field, by_name, item.at.line,
          {.kind = Node::Kind::kScalar, .plain = true, .line = item.at.line, .text = *value});
      break;
    }
  }
}

void DocumentReader::problem(const Item& item, const std::string& field, int line, std::string message, bool warning) {
  problems_.push_back({.at = {item.at.file, line},
                       .object = item.type ? title(*item.type, item.name) : std::string(),
                       .field = field,
                       .message = std::move(message),
                       .warning = warning});
}

Document DocumentReader::finish() {
  std::map<std::pair<const ObjectType*, std::string>, const Item*> seen;
  for (const auto& item : document_.items) {
    const auto [at, fresh] = seen.emplace(std::pair{item.type, item.name}, &item);
    if (!fresh) problem(item, "", item.at.line, "is there already, in " + at->second->at.text());
  }
  return std::move(document_);
}

}  // namespace zato::enmasse
