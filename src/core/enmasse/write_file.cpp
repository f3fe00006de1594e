// Documents as files. The emitter is our own: what it writes stays the same, byte for byte, and is read back as it was.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "enmasse/export.hpp"
#include "enmasse/json.hpp"
#include "enmasse/yaml_text.hpp"
#include "enmasse/zato_names.hpp"

namespace zato::enmasse {

using schema::Kind;
using schema::Value;

namespace {

using Json = nlohmann::ordered_json;

struct Section {
  std::string name;
  bool typed;  // holds several types: each item says which
  std::vector<const Item*> items;
};

// In the order in which the types first appear.
std::vector<Section> sections_of(const schema::Registry& registry, const Document& document) {
  std::vector<Section> out;
  for (const auto& item : document.items) {
    const auto& name = item.type->section;
    auto at = std::find_if(out.begin(), out.end(), [&](const auto& section) { return section.name == name; });
    if (at == out.end()) at = out.insert(out.end(), {name, types_of_section(registry, name).size() > 1, {}});
    at->items.push_back(&item);
  }
  return out;
}

struct Shown {
  std::string key;
  const Value* value;
};

std::vector<Shown> fields_of(const Item& item) {
  std::vector<Shown> out;
  for (const auto& given : item.fields) {
    const auto& field = *given.field;
    out.push_back({field.kind == Kind::kRef ? reference_name(field) : field.name, &given.value});
  }
  return out;
}

// Behind "key:", with the blank or line break that comes first.
struct ToYaml {
  std::string operator()(std::monostate) const { return " null"; }
  std::string operator()(bool value) const { return value ? " true" : " false"; }
  std::string operator()(std::int64_t value) const { return " " + std::to_string(value); }
  std::string operator()(double value) const { return " " + schema::to_text(value); }
  std::string operator()(const std::string& value) const { return text(value); }
  std::string operator()(const base::Secret& value) const { return " " + yaml_string(value.reveal()); }
  std::string operator()(const schema::List& value) const {
    if (value.empty()) return " []";
    std::string out;
    for (const auto& item : value) out += "\n      - " + yaml_string(item);
    return out;
  }
  static std::string text(const std::string& value) {
    const auto block = yaml_block(value, 6);
    return " " + (block.empty() ? yaml_string(value) : block);
  }
};

}  // namespace

std::string to_yaml_file(const schema::Registry& registry, const Document& document) {
  std::string out;
  for (const auto& section : sections_of(registry, document)) {
    out += (out.empty() ? "" : "\n") + section.name + ":\n";
    for (const auto* item : section.items) {
      out += "  - name: " + yaml_string(item->name) + "\n";
      if (section.typed) out += "    type: " + yaml_string(item_type(*item->type)) + "\n";
      for (const auto& [key, value] : fields_of(*item)) out += "    " + key + ":" + std::visit(ToYaml{}, *value) + "\n";
    }
  }
  return out.empty() ? "{}\n" : out;
}

std::string to_json_file(const schema::Registry& registry, const Document& document) {
  Json whole = Json::object();
  for (const auto& section : sections_of(registry, document)) {
    auto items = Json::array();
    for (const auto* item : section.items) {
      Json object{{"name", item->name}};
      if (section.typed) object["type"] = item_type(*item->type);
      for (const auto& [key, value] : fields_of(*item)) object[key] = to_json(*value);
      items.push_back(std::move(object));
    }
    whole[section.name] = std::move(items);
  }
  return whole.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace zato::enmasse
