#include "odb/snapshot.hpp"

#include "odb/changes.hpp"
#include "odb/digest.hpp"
#include "odb/rows.hpp"
#include "odb/transaction.hpp"

namespace zato::odb {

using base::Result;
using schema::ObjectType;

Result<std::shared_ptr<const Snapshot>> Snapshot::load(Connection& connection, const schema::Registry& registry,
                                                       const objects::Cipher& cipher, schema::Id cluster_id) {
  return in_transaction(connection, Mode::kRead, [&]() -> Result<std::shared_ptr<const Snapshot>> {
    const std::shared_ptr<Snapshot> snapshot(new Snapshot);
    snapshot->cluster_id_ = cluster_id;
    ZATO_TRY(snapshot->sequence_, current_sequence(connection, cluster_id));
    Digest digest;
    for (const auto* type : registry.types()) {
      ZATO_CHECK(snapshot->load_type(connection, *type, cipher));
      const auto& objects = *snapshot->shelves_.at(type).objects;
      for (std::size_t i = 0; i < objects.size(); ++i) digest.add(*type, objects.at(i));
    }
    snapshot->digest_ = digest.text();
    return snapshot;
  });
}

Result<void> Snapshot::load_type(Connection& connection, const ObjectType& type, const objects::Cipher& cipher) {
  const auto sql =
      "SELECT " + select_list(type) + " FROM " + type.table + " WHERE " + rows_of_cluster(type) + " ORDER BY id";
  ZATO_TRY(const auto rows, connection.query(sql, {cluster_id_}));
  Shelf shelf{.objects = type.collection(), .by_id = {}, .by_name = {}};
  for (const auto& row : rows) {
    auto* object = shelf.objects->append();
    ZATO_CHECK(read_object(type, row, cipher, object));
    const auto index = shelf.objects->size() - 1;
    shelf.by_id.emplace(type.system(object).id, index);
    shelf.by_name.emplace(type.name_of(object), index);
  }
  shelves_.emplace(&type, std::move(shelf));
  return {};
}

const Snapshot::Shelf* Snapshot::shelf_of(const ObjectType& type) const {
  const auto at = shelves_.find(&type);
  return at == shelves_.end() ? nullptr : &at->second;
}

const schema::Collection* Snapshot::all(const ObjectType& type) const {
  const auto* shelf = shelf_of(type);
  return shelf ? shelf->objects.get() : nullptr;
}

const void* Snapshot::find(const ObjectType& type, schema::Id id) const {
  const auto* shelf = shelf_of(type);
  if (!shelf) return nullptr;
  const auto at = shelf->by_id.find(id);
  return at == shelf->by_id.end() ? nullptr : shelf->objects->at(at->second);
}

const void* Snapshot::find(const ObjectType& type, std::string_view name) const {
  const auto* shelf = shelf_of(type);
  if (!shelf) return nullptr;
  const auto at = shelf->by_name.find(std::string(name));
  return at == shelf->by_name.end() ? nullptr : shelf->objects->at(at->second);
}

}  // namespace zato::odb
