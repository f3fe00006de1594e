#include "odb/store.hpp"

#include "base/clock.hpp"
#include "base/text.hpp"
#include "odb/images.hpp"
#include "odb/store_checks.hpp"
#include "schema/validate.hpp"

namespace zato::odb {

using base::Code;
using base::Result;
using schema::Id;
using schema::ObjectType;

namespace {

std::string placeholder(std::size_t number) { return "$" + std::to_string(number); }

// $1 and $2 are cluster and version.
std::string insert_statement(const ObjectType& type, const std::vector<Assignment>& values) {
  std::vector<std::string> columns = {"cluster_id", "version"};
  std::vector<std::string> places = {"$1", "$2"};
  for (const auto& value : values) {
    columns.push_back(value.column);
    places.push_back(placeholder(places.size() + 1));
  }
  return "INSERT INTO " + type.table + " (" + base::join(columns, ", ") + ") VALUES (" + base::join(places, ", ") +
         ") RETURNING id";
}

std::string update_statement(const ObjectType& type, const std::vector<Assignment>& values) {
  std::vector<std::string> sets = {"version = version + 1"};
  for (const auto& value : values) sets.push_back(value.column + " = " + placeholder(sets.size() + 3));
  return "UPDATE " + type.table + " SET " + base::join(sets, ", ") + " WHERE " + rows_of_cluster(type) +
         " AND id = $2 AND version = $3";
}

base::Failure not_found(const ObjectType& type, const std::string& which) {
  return base::fail(Code::kNotFound, type.label + " " + which + " does not exist in this cluster");
}

}  // namespace

// A change that is refused half-way takes no number, even where the rest of its transaction goes on: the number comes
// last.
Result<void> Store::begin_change() {
  if (!locked_) ZATO_CHECK(lock_sequence(connection_, context_.cluster_id));
  locked_ = true;
  return {};
}

Result<void> Store::end_change(Change change, const Images& images) {
  base::fault_point("odb.change.row-written");
  ZATO_TRY(change.sequence, next_sequence(connection_, context_.cluster_id));
  pending_ = change.sequence;
  change.actor = context_.actor;
  change.changed_at = base::iso_utc_now();
  change.note = note_;
  ZATO_CHECK(record_change(connection_, context_.cluster_id, change, images));
  base::fault_point("odb.change.recorded");
  return {};
}

Result<void> Store::insert(const ObjectType& type, void* object) {
  if (type.scope == schema::Scope::kGlobal) {
    return base::fail(Code::kInvalidArgument, type.label + ": a store works within one cluster; see create_cluster()");
  }
  type.set_system(object, {.cluster_id = context_.cluster_id});
  ZATO_CHECK(schema::to_result(type, object, schema::check(type, object)));
  return transaction([&] { return insert_now(type, object, {.version = 1}); });
}

Result<void> Store::insert_now(const ObjectType& type, void* object, schema::System as) {
  type.set_system(object, {.cluster_id = context_.cluster_id});  // a repeated attempt starts afresh
  ZATO_CHECK(begin_change());
  ZATO_CHECK(check_references(connection_, context_.registry, type, object));
  ZATO_CHECK(check_unique(connection_, context_.registry, type, object));
  ZATO_TRY(auto values, assignments(type, object, context_.cipher));
  const auto image = image_of(type, values);
  if (as.id != 0) values.push_back({"id", as.id});
  Parameters parameters = {context_.cluster_id, as.version};
  for (const auto& value : values) parameters.push_back(value.value);
  ZATO_TRY(const auto rows, connection_.query(insert_statement(type, values), std::move(parameters)));
  as.id = rows.front().integer(0);
  as.cluster_id = context_.cluster_id;
  type.set_system(object, as);
  return end_change({.object_type = type.name,
                     .object_id = as.id,
                     .object_name = type.name_of(object),
                     .action = "create",
                     .version = as.version},
                    {.after = image});
}

Result<void> Store::update(const ObjectType& type, void* object) {
  auto system = type.system(object);
  system.cluster_id = context_.cluster_id;
  type.set_system(object, system);
  ZATO_CHECK(schema::to_result(type, object, schema::check(type, object)));
  ZATO_CHECK(transaction([&] { return update_now(type, object); }));
  ++system.version;
  type.set_system(object, system);
  return {};
}

Result<void> Store::update_now(const ObjectType& type, void* object) {
  const auto system = type.system(object);
  ZATO_CHECK(begin_change());
  ZATO_TRY(const auto before, row_to_change(type, system.id, system.version));
  ZATO_CHECK(check_references(connection_, context_.registry, type, object));
  ZATO_CHECK(check_unique(connection_, context_.registry, type, object));
  ZATO_TRY(const auto values, assignments(type, object, context_.cipher));
  Parameters parameters = {context_.cluster_id, system.id, system.version};
  for (const auto& value : values) parameters.push_back(value.value);
  ZATO_TRY(const auto touched, connection_.execute(update_statement(type, values), std::move(parameters)));
  if (touched != 1)
    return base::fail(Code::kConflict, type.label + " `" + type.name_of(object) + "` was changed meanwhile");
  return end_change({.object_type = type.name,
                     .object_id = system.id,
                     .object_name = type.name_of(object),
                     .action = "edit",
                     .version = system.version + 1,
                     .fields = changed_fields(type, before, object)},
                    {.before = image_of(type, before), .after = image_of(type, values)});
}

// What cannot be read any more, say a secret under a lost key, counts as changed: editing is how it gets mended.
std::vector<std::string> Store::changed_fields(const ObjectType& type, const Row& before, const void* object) const {
  const auto old = type.create();
  static_cast<void>(read_object(type, before, context_.cipher, old.get()));
  return differences(type, old.get(), object);
}

Result<void> Store::remove(const ObjectType& type, Id id, std::int64_t version) {
  if (type.scope == schema::Scope::kGlobal)
    return base::fail(Code::kInvalidArgument, type.label + ": a cluster goes with its ODB");
  return transaction([&] { return remove_now(type, id, version); });
}

Result<void> Store::remove_now(const ObjectType& type, Id id, std::int64_t version) {
  ZATO_CHECK(begin_change());
  ZATO_TRY(const auto before, row_to_change(type, id, version));
  const auto name = before.text(column_of(type, *type.find("name")));
  ZATO_CHECK(check_unused(connection_, context_.registry, type, id, name));
  ZATO_CHECK(connection_.execute("DELETE FROM " + type.table + " WHERE id = $1", {id}));
  return end_change(
      {.object_type = type.name, .object_id = id, .object_name = name, .action = "delete", .version = version},
      {.before = image_of(type, before)});
}

Result<Row> Store::row_to_change(const ObjectType& type, Id id, std::int64_t version) {
  const auto sql =
      "SELECT " + select_list(type) + " FROM " + type.table + " WHERE " + rows_of_cluster(type) + " AND id = $2";
  ZATO_TRY(const auto rows, connection_.query(sql, {context_.cluster_id, id}));
  if (rows.empty()) return not_found(type, "with id " + std::to_string(id));
  const auto& row = rows.front();
  if (row.integer(1) == version) return row;
  ZATO_TRY(const auto changes, what_changed(type, id, version));
  return base::fail(Code::kConflict, type.label + " `" + row.text(column_of(type, *type.find("name"))) +
                                         "` was changed meanwhile: its version is " + row.text(1) + ", not " +
                                         std::to_string(version) + changes);
}

// "; alice changed url_path, method": since the row had this version.
Result<std::string> Store::what_changed(const ObjectType& type, Id id, std::int64_t version) {
  ZATO_TRY(const auto rows, connection_.query("SELECT " + change_columns() +
                                                  " FROM config_change WHERE cluster_id = $1 AND object_type "
                                                  "= $2 AND object_id = $3 AND version > $4 ORDER BY seq",
                                              {context_.cluster_id, type.name, id, version}));
  std::string text;
  for (const auto& row : rows) {
    const auto change = change_of(row);
    if (!change.fields.empty()) text += "; " + change.actor + " changed " + base::join(change.fields, ", ");
  }
  return text;
}

Result<void> Store::get_where(const ObjectType& type, const std::string& column, Cell value, void* object) {
  const auto sql = "SELECT " + select_list(type) + " FROM " + type.table + " WHERE " + rows_of_cluster(type) + " AND " +
                   column + " = $2";
  const auto which = "`" + Row({value}).text(0) + "`";
  ZATO_TRY(const auto rows, connection_.query(sql, {context_.cluster_id, std::move(value)}));
  if (rows.empty()) return not_found(type, (column == "id" ? "with id " : "") + which);
  return read_object(type, rows.front(), context_.cipher, object);
}

Result<void> Store::get(const ObjectType& type, Id id, void* object) { return get_where(type, "id", id, object); }

Result<void> Store::get(const ObjectType& type, std::string_view name, void* object) {
  return get_where(type, "name", std::string(name), object);
}

}  // namespace zato::odb
