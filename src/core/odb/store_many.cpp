// Store: many new objects of one type in a few statements. A deployment brings a thousand services.
#include <algorithm>
#include <map>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "odb/images.hpp"
#include "odb/many_rows.hpp"
#include "odb/store.hpp"
#include "odb/store_checks.hpp"
#include "schema/validate.hpp"

namespace zato::odb {

using base::Result;
using schema::ObjectType;

namespace {

constexpr std::size_t kAtOnce = 200;  // rows of a statement

// Whether some row has a name already that one of these would have.
Result<bool> any_taken(Connection& connection, const schema::Registry& registry, const ObjectType& type,
                       schema::Id cluster_id, const std::vector<std::string>& names) {
  for (const auto* other : registry.targets(type.family)) {
    Parameters parameters = {cluster_id};
    const auto places = places_of(names, parameters);
    auto sql = "SELECT 1 FROM " + other->table + " WHERE cluster_id = $1 AND name IN (" + places + ")";
    for (const auto& [column, value] : other->fixed) sql += " AND " + column + " = '" + value + "'";
    ZATO_TRY(const auto rows, connection.query(sql + " LIMIT 1", std::move(parameters)));
    if (!rows.empty()) return true;
  }
  return false;
}

// Its name alone must be unique: then rows are known by it, and one look at the table will do for all.
bool is_known_by_name(const ObjectType& type) {
  const auto* name = type.find("name");
  return name && name->unique && name->column() == "name" && type.uniques.empty() &&
         std::ranges::count_if(type.fields, &schema::Field::unique) == 1;
}

}  // namespace

Result<void> Store::insert_all(const ObjectType& type, const std::vector<void*>& objects) {
  if (objects.empty()) return {};
  if (type.scope == schema::Scope::kGlobal || !is_known_by_name(type)) {
    return transaction([&]() -> Result<void> {
      for (auto* object : objects) ZATO_CHECK(insert(type, object));
      return {};
    });
  }
  for (auto* object : objects) {
    type.set_system(object, {.cluster_id = context_.cluster_id});
    ZATO_CHECK(schema::to_result(type, object, schema::check(type, object)));
  }
  return transaction([&]() -> Result<void> {
    ZATO_CHECK(begin_change());
    for (std::size_t at = 0; at < objects.size(); at += kAtOnce) {
      const auto end = std::min(objects.size(), at + kAtOnce);
      ZATO_CHECK(insert_some(type, {objects.begin() + static_cast<std::ptrdiff_t>(at),
                                    objects.begin() + static_cast<std::ptrdiff_t>(end)}));
    }
    return {};
  });
}

Result<void> Store::insert_some(const ObjectType& type, const std::vector<void*>& objects) {
  std::vector<std::string> names;
  for (auto* object : objects) {
    type.set_system(object, {.cluster_id = context_.cluster_id});  // a repeated attempt starts afresh
    names.push_back(type.name_of(object));
    ZATO_CHECK(check_references(connection_, context_.registry, type, object));
  }
  ZATO_TRY(const bool taken, any_taken(connection_, context_.registry, type, context_.cluster_id, names));
  if (taken) {
    for (auto* object : objects) ZATO_CHECK(check_unique(connection_, context_.registry, type, object));  // says which
  }
  std::vector<std::string> columns = {"cluster_id", "version"}, images;
  std::vector<Cell> cells;
  for (auto* object : objects) {
    ZATO_TRY(auto values, assignments(type, object, context_.cipher));
    images.push_back(image_of(type, values));
    cells.insert(cells.end(), {Cell(context_.cluster_id), Cell(std::int64_t{1})});
    for (auto& value : values) {
      if (images.size() == 1) columns.push_back(value.column);
      cells.push_back(std::move(value.value));
    }
  }
  ManyRows rows(columns.size());
  rows.add(std::move(cells));
  ZATO_TRY(const auto stored, connection_.query("INSERT INTO " + type.table + " (" + base::join(columns, ", ") +
                                                    ") VALUES " + rows.places() + " RETURNING name, id",
                                                rows.take()));
  std::map<std::string, schema::Id> ids;
  for (const auto& row : stored) ids.emplace(row.text(0), row.integer(1));
  for (std::size_t i = 0; i < objects.size(); ++i)
    type.set_system(objects[i], {.id = ids.at(names[i]), .cluster_id = context_.cluster_id, .version = 1});
  return record_all(type, objects, images);
}

Result<void> Store::record_all(const ObjectType& type, const std::vector<void*>& objects,
                               const std::vector<std::string>& images) {
  base::fault_point("odb.change.row-written");
  const auto count = static_cast<std::int64_t>(objects.size());
  ZATO_TRY(const auto last, next_sequence(connection_, context_.cluster_id, count));
  std::vector<RecordedChange> changes;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    changes.push_back({{.sequence = last - count + 1 + static_cast<std::int64_t>(i),
                        .object_type = type.name,
                        .object_id = type.system(objects[i]).id,
                        .object_name = type.name_of(objects[i]),
                        .action = "create",
                        .actor = context_.actor,
                        .changed_at = base::iso_utc_now(),
                        .version = 1,
                        .note = note_},
                       {.after = images[i]}});
  }
  pending_ = last;
  ZATO_CHECK(record_changes(connection_, context_.cluster_id, changes));
  base::fault_point("odb.change.recorded");
  return {};
}

}  // namespace zato::odb
