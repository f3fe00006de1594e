#include "enmasse/inventory.hpp"

namespace zato::enmasse {

using schema::Field;
using schema::Id;
using schema::ObjectType;

base::Result<void> Inventory::load(odb::Store& store, const ObjectType& type) {
  if (shelves_.contains(&type)) return {};
  ZATO_TRY(auto objects, store.list(type));
  auto& shelf = shelves_[&type];
  for (std::size_t i = 0; i < objects->size(); ++i) {
    shelf.by_name.emplace(type.name_of(objects->at(i)), i);
    shelf.by_id.emplace(type.system(objects->at(i)).id, i);
  }
  shelf.objects = std::move(objects);
  return {};
}

const void* Inventory::find(const ObjectType& type, const std::string& name) const {
  const auto shelf = shelves_.find(&type);
  if (shelf == shelves_.end()) return nullptr;
  const auto at = shelf->second.by_name.find(name);
  return at == shelf->second.by_name.end() ? nullptr : shelf->second.objects->at(at->second);
}

const void* Inventory::find(const ObjectType& type, Id id) const {
  const auto shelf = shelves_.find(&type);
  if (shelf == shelves_.end()) return nullptr;
  const auto at = shelf->second.by_id.find(id);
  return at == shelf->second.by_id.end() ? nullptr : shelf->second.objects->at(at->second);
}

Inventory::Target Inventory::follow(const Field& reference, Id id) const {
  for (const auto* type : registry_.targets(reference.ref)) {
    if (const auto* object = find(*type, id)) return {type, id, type->name_of(object)};
  }
  return {};
}

Inventory::Target Inventory::look_up(const Field& reference, const std::string& name) const {
  for (const auto* type : registry_.targets(reference)) {
    if (const auto* object = find(*type, name)) return {type, type->system(object).id, name};
  }
  return {};
}

std::vector<std::string> Inventory::names(const Field& reference) const {
  std::vector<std::string> out;
  for (const auto* type : registry_.targets(reference)) {
    const auto shelf = shelves_.find(type);
    if (shelf == shelves_.end()) continue;
    for (const auto& [name, index] : shelf->second.by_name) out.push_back(name);
  }
  return out;
}

}  // namespace zato::enmasse
