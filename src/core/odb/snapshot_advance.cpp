// Snapshot: from one to the next, by the record of changes.
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "odb/changes.hpp"
#include "odb/rows.hpp"
#include "odb/snapshot.hpp"
#include "odb/transaction.hpp"

namespace zato::odb {

using base::Result;
using schema::Id;
using schema::ObjectType;

namespace {

constexpr std::int64_t kMostObjects = 5000;  // beyond this, loading everything is not slower
constexpr std::size_t kIdsAtOnce = 500;

struct Touched {
  std::map<std::string, std::vector<Id>> ids_by_type;
  std::int64_t changes = 0;
  bool too_many = false;
};

// Which objects have changed since. In the order of their ids.
Result<Touched> touched_since(Connection& connection, Id cluster_id, std::int64_t sequence) {
  ZATO_TRY(
      const auto rows,
      connection.query("SELECT object_type, object_id, count(*) FROM config_change WHERE cluster_id = $1 AND seq > $2 "
                       "GROUP BY object_type, object_id ORDER BY object_type, object_id LIMIT $3",
                       {cluster_id, sequence, kMostObjects + 1}));
  Touched touched{.ids_by_type = {}, .too_many = static_cast<std::int64_t>(rows.size()) > kMostObjects};
  for (const auto& row : rows) {
    touched.ids_by_type[row.text(0)].push_back(row.integer(1));
    touched.changes += row.integer(2);
  }
  return touched;
}

using Found = std::map<Id, std::shared_ptr<void>>;

Result<Found> read_objects(Connection& connection, const ObjectType& type, Id cluster_id, const std::vector<Id>& ids,
                           const objects::Cipher& cipher) {
  Found found;
  for (std::size_t begin = 0; begin < ids.size(); begin += kIdsAtOnce) {
    const auto end = std::min(ids.size(), begin + kIdsAtOnce);
    Parameters parameters = {cluster_id};
    std::vector<std::string> places;
    for (auto i = begin; i < end; ++i) {
      parameters.emplace_back(ids[i]);
      places.push_back("$" + std::to_string(parameters.size()));
    }
    const auto sql = "SELECT " + select_list(type) + " FROM " + type.table + " WHERE " + rows_of_cluster(type) +
                     " AND id IN (" + base::join(places, ", ") + ")";
    ZATO_TRY(const auto rows, connection.query(sql, std::move(parameters)));
    for (const auto& row : rows) {
      auto object = type.create();
      ZATO_CHECK(read_object(type, row, cipher, object.get()));
      const auto id = type.system(object.get()).id;
      found.emplace(id, std::move(object));
    }
  }
  return found;
}

}  // namespace

Result<Snapshot::Advanced> Snapshot::advance(Connection& connection, const schema::Registry& registry,
                                             const objects::Cipher& cipher) const {
  ZATO_TRY(auto advanced,
           in_transaction(connection, Mode::kRead, [&] { return advance_now(connection, registry, cipher); }));
  if (advanced.snapshot) return advanced;
  return load_anew(connection, registry, cipher);
}

Result<Snapshot::Advanced> Snapshot::load_anew(Connection& connection, const schema::Registry& registry,
                                               const objects::Cipher& cipher) const {
  ZATO_TRY(auto snapshot, load(connection, registry, cipher, cluster_id_));
  return Advanced{.snapshot = std::move(snapshot), .delta = {.everything = true}};
}

// No snapshot: only loading everything helps.
Result<Snapshot::Advanced> Snapshot::advance_now(Connection& connection, const schema::Registry& registry,
                                                 const objects::Cipher& cipher) const {
  ZATO_TRY(const auto now, position(connection, cluster_id_, sequence_));
  if (now.sequence < sequence_ || now.mark != mark_) return Advanced{};
  if (now.sequence == sequence_) return Advanced{.snapshot = shared_from_this(), .delta = {}};
  ZATO_TRY(auto touched, touched_since(connection, cluster_id_, sequence_));
  if (touched.too_many || touched.changes != now.sequence - sequence_) return Advanced{};
  const std::shared_ptr<Snapshot> next(new Snapshot(*this));
  next->sequence_ = now.sequence;
  ZATO_TRY(const auto there, position(connection, cluster_id_, now.sequence));
  next->mark_ = there.mark;
  Delta delta;
  for (const auto* type : registry.types()) {
    const auto at = touched.ids_by_type.find(type->name);
    if (at == touched.ids_by_type.end()) continue;
    ZATO_CHECK(next->read_again(connection, *type, std::move(at->second), cipher, delta));
  }
  next->digest_text_ = next->digest_.text();
  return Advanced{.snapshot = next, .delta = std::move(delta)};
}

Result<void> Snapshot::read_again(Connection& connection, const ObjectType& type, std::vector<Id> ids,
                                  const objects::Cipher& cipher, Delta& delta) {
  ZATO_TRY(auto found, read_objects(connection, type, cluster_id_, ids, cipher));
  auto& shelf = shelves_[&type];
  // All that were go before any that are comes: two objects may have exchanged their names.
  for (const auto id : ids) {
    const auto* known = shelf.by_id.find(id);
    if (known) {
      const auto before = *known;
      digest_.subtract(type, before.get());
      shelf.by_name = shelf.by_name.without(type.name_of(before.get()));
      shelf.by_id = shelf.by_id.without(id);
    }
    if (known || found.contains(id)) delta.changed.push_back({.type = &type, .id = id});
  }
  for (auto& [id, object] : found) {
    digest_.add(type, object.get());
    shelf.by_name = shelf.by_name.with(type.name_of(object.get()), object.get());
    shelf.by_id = shelf.by_id.with(id, std::move(object));
  }
  return {};
}

}  // namespace zato::odb
