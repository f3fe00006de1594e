#include "odb/snapshot.hpp"

#include <algorithm>

#include "odb/changes.hpp"
#include "odb/rows.hpp"
#include "odb/transaction.hpp"

namespace zato::odb {

using base::Result;
using schema::Id;
using schema::ObjectType;

namespace {
constexpr std::int64_t kRowsAtOnce = 5000;  // rows take far more memory than the objects made of them
}

Result<std::shared_ptr<const Snapshot>> Snapshot::load(Connection& connection, const schema::Registry& registry,
                                                       const objects::Cipher& cipher, Id cluster_id) {
  return in_transaction(connection, Mode::kRead, [&]() -> Result<std::shared_ptr<const Snapshot>> {
    const std::shared_ptr<Snapshot> snapshot(new Snapshot);
    snapshot->cluster_id_ = cluster_id;
    ZATO_TRY(snapshot->sequence_, current_sequence(connection, cluster_id));
    ZATO_TRY(const auto here, position(connection, cluster_id, snapshot->sequence_));
    snapshot->mark_ = here.mark;
    for (const auto* type : registry.types()) ZATO_CHECK(snapshot->load_type(connection, *type, cipher));
    snapshot->digest_text_ = snapshot->digest_.text();
    return snapshot;
  });
}

Result<void> Snapshot::load_type(Connection& connection, const ObjectType& type, const objects::Cipher& cipher) {
  const auto sql = "SELECT " + select_list(type) + " FROM " + type.table + " WHERE " + rows_of_cluster(type) +
                   " AND id > $2 ORDER BY id LIMIT $3";
  std::vector<detail::ObjectsById::Entry> by_id;
  std::vector<PersistentMap<std::string, const void*>::Entry> by_name;
  for (bool more = true; more;) {
    const auto last = by_id.empty() ? Id{0} : by_id.back().key;
    ZATO_TRY(const auto rows, connection.query(sql, {cluster_id_, last, kRowsAtOnce}));
    for (const auto& row : rows) {
      auto object = type.create();
      ZATO_CHECK(read_object(type, row, cipher, object.get()));
      digest_.add(type, object.get());
      by_name.push_back({type.name_of(object.get()), object.get()});
      by_id.push_back({type.system(object.get()).id, std::move(object)});
    }
    more = static_cast<std::int64_t>(rows.size()) == kRowsAtOnce;
  }
  std::ranges::sort(by_name, {}, &PersistentMap<std::string, const void*>::Entry::key);
  shelves_.emplace(&type, Shelf{.by_id = detail::ObjectsById::from_sorted(std::move(by_id)),
                                .by_name = PersistentMap<std::string, const void*>::from_sorted(std::move(by_name))});
  return {};
}

const Snapshot::Shelf* Snapshot::shelf_of(const ObjectType& type) const {
  const auto at = shelves_.find(&type);
  return at == shelves_.end() ? nullptr : &at->second;
}

const detail::ObjectsById* Snapshot::objects_of(const ObjectType& type) const {
  const auto* shelf = shelf_of(type);
  return shelf ? &shelf->by_id : nullptr;
}

const void* Snapshot::find(const ObjectType& type, Id id) const {
  const auto* shelf = shelf_of(type);
  const auto* object = shelf ? shelf->by_id.find(id) : nullptr;
  return object ? object->get() : nullptr;
}

const void* Snapshot::find(const ObjectType& type, std::string_view name) const {
  const auto* shelf = shelf_of(type);
  const auto* object = shelf ? shelf->by_name.find(name) : nullptr;
  return object ? *object : nullptr;
}

}  // namespace zato::odb
