#include "enmasse/list_items.hpp"

#include "base/text.hpp"

namespace zato::enmasse {

using schema::Field;
using schema::Id;
using schema::ObjectType;

namespace {

// "basic_auth": what tells this type from others of its table.
std::string kind_of(const ObjectType& type) { return type.fixed.empty() ? type.name : type.fixed.front().second; }

std::string with_id(const ObjectType& type, Id id) { return kind_of(type) + "-" + std::to_string(id); }

}  // namespace

std::string stored_item(const Field& list, const ObjectType& type, Id id, const std::string& name) {
  const auto text = with_id(type, id);
  return list.rule && list.rule(text).empty() ? text : name;
}

std::string shown_item(const schema::Registry& registry, const Inventory& inventory, const Field& list,
                       const std::string& item) {
  const auto digits = item.substr(item.find_last_of('-') + 1);
  const auto id = base::parse_number<Id>(digits);
  if (!id) return item;
  for (const auto* type : registry.targets(list.items)) {
    if (item != digits && item != with_id(*type, *id)) continue;
    const auto* object = inventory.find(*type, *id);
    if (object && !inventory.find(*type, item)) return type->name_of(object);
  }
  return item;
}

}  // namespace zato::enmasse
