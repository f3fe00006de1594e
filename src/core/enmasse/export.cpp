#include "enmasse/export.hpp"

#include "enmasse/inventory.hpp"
#include "enmasse/list_items.hpp"
#include "enmasse/planner.hpp"
#include "enmasse/zato_names.hpp"

namespace zato::enmasse {

using base::Result;
using schema::Field;
using schema::Id;
using schema::Kind;
using schema::ObjectType;

namespace {

class Exporter {
 public:
  Exporter(odb::Store& store, const schema::Registry& registry, const ExportOptions& options)
      : store_(store), registry_(registry), options_(options), inventory_(registry) {}

  Result<Document> run() {
    for (const auto* type : registry_.types()) {
      if (type->scope == schema::Scope::kCluster) ZATO_CHECK(inventory_.load(store_, *type));
    }
    for (const auto* type : registry_.types()) {
      if (is_in_documents(*type) && options_.filter.accepts(*type)) add_type(*type);
    }
    return std::move(document_);
  }

 private:
  // By name in the order of bytes: databases sort text each in their own way.
  void add_type(const ObjectType& type) {
    const auto& shelf = inventory_.shelves().at(&type);
    const std::map<std::string, std::size_t> sorted(shelf.by_name.begin(), shelf.by_name.end());
    for (const auto& [name, index] : sorted) {
      const auto* object = shelf.objects->at(index);
      if (is_default_object(name) || is_internal(type, object) || !options_.filter.accepts(type, name)) continue;
      Item item{.type = &type, .name = name};
      for (const auto& field : type.fields) add_field(item, field, object);
      if (is_deployed(type) && item.fields.empty()) continue;
      document_.items.push_back(std::move(item));
    }
  }

  void add_field(Item& item, const Field& field, const void* object) {
    if (field.internal || field.state || field.name == "name") return;
    if (field.kind == Kind::kSecret && !options_.with_secrets) return;
    auto value = field.get(object);
    if (same_value(value, field.initial)) return;
    if (field.kind == Kind::kRef) {
      const auto* id = std::get_if<Id>(&value);
      value = id ? schema::Value(inventory_.follow(field, *id).name) : schema::Value();
    }
    if (auto* items = std::get_if<schema::List>(&value); items && !field.items.empty()) {
      for (auto& each : *items) each = shown_item(registry_, inventory_, field, each);
    }
    item.fields.push_back({.field = &field, .value = std::move(value)});
  }

  odb::Store& store_;
  const schema::Registry& registry_;
  const ExportOptions& options_;
  Inventory inventory_;
  Document document_;
};

}  // namespace

Result<Document> export_all(odb::Store& store, const schema::Registry& registry, const ExportOptions& options) {
  return odb::in_transaction(store.connection(), odb::Mode::kRead,
                             [&] { return Exporter(store, registry, options).run(); });
}

}  // namespace zato::enmasse
