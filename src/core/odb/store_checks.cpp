#include "odb/store_checks.hpp"

#include "base/text.hpp"
#include "odb/rows.hpp"

namespace zato::odb {

using base::Code;
using base::Result;
using schema::Field;
using schema::ObjectType;

namespace {

std::string title(const ObjectType& type, const std::string& name) { return type.label + " `" + name + "`"; }

Result<void> check_reference(Connection& connection, const schema::Registry& registry, const ObjectType& type,
                             const Field& field, const void* object) {
  const auto value = field.get(object);
  const auto* id = std::get_if<schema::Id>(&value);
  if (!id) return {};
  for (const auto* target : registry.targets(field)) {
    const auto sql = "SELECT id FROM " + target->table + " WHERE " + rows_of_cluster(*target) + " AND id = $2";
    ZATO_TRY(const auto rows, connection.query(sql, {type.cluster_of(object), *id}));
    if (!rows.empty()) return {};
  }
  return base::fail(Code::kInvalidArgument, title(type, type.name_of(object)) + ": " + field.name + ": there is no " +
                                                field.ref + " with id " + std::to_string(*id) + " in this cluster");
}

// The type and its siblings where the uniqueness spans the family, else the type alone.
Result<void> check_together(Connection& connection, const std::vector<const ObjectType*>& among, const ObjectType& type,
                            const std::vector<std::string>& fields, const void* object) {
  const bool global = type.scope == schema::Scope::kGlobal;
  for (const auto* other : among) {
    Parameters parameters = {type.system(object).id};
    auto sql = "SELECT name FROM " + other->table + " WHERE id <> $1";
    if (!global) {
      parameters.emplace_back(type.cluster_of(object));
      sql += " AND cluster_id = $2";
    }
    for (const auto& [column, value] : other->fixed) sql += " AND " + column + " = '" + value + "'";
    for (const auto& name : fields) {
      const auto& field = *type.find(name);
      parameters.push_back(to_cell(field.get(object)));
      sql += " AND " + field.column() + " = $" + std::to_string(parameters.size());
    }
    ZATO_TRY(const auto rows, connection.query(sql, std::move(parameters)));
    if (rows.empty()) continue;
    const auto taken = rows.front().text(0);
    if (fields.size() == 1 && fields.front() == "name") {
      return base::fail(Code::kAlreadyExists,
                        title(*other, taken) + " already exists" + (global ? "" : " in this cluster"));
    }
    return base::fail(Code::kAlreadyExists, title(type, type.name_of(object)) + ": " + title(*other, taken) +
                                                " already has this " + base::join(fields, ", "));
  }
  return {};
}

}  // namespace

Result<void> check_references(Connection& connection, const schema::Registry& registry, const ObjectType& type,
                              const void* object) {
  for (const auto& field : type.fields) {
    if (!field.ref.empty()) ZATO_CHECK(check_reference(connection, registry, type, field, object));
  }
  return {};
}

Result<void> check_unique(Connection& connection, const schema::Registry& registry, const ObjectType& type,
                          const void* object) {
  for (const auto& field : type.fields) {
    if (field.unique) ZATO_CHECK(check_together(connection, registry.targets(type.family), type, {field.name}, object));
  }
  for (const auto& fields : type.uniques) ZATO_CHECK(check_together(connection, {&type}, type, fields, object));
  return {};
}

Result<void> check_unused(Connection& connection, const schema::Registry& registry, const ObjectType& type,
                          schema::Id id, const std::string& name) {
  for (const auto& [referrer, field] : registry.referrers(type)) {
    const auto sql =
        "SELECT name FROM " + referrer->table + " WHERE " + field->column() + " = $1 ORDER BY name LIMIT 1";
    ZATO_TRY(const auto rows, connection.query(sql, {id}));
    if (!rows.empty()) {
      return base::fail(Code::kConflict,
                        title(type, name) + " is still used by " + title(*referrer, rows.front().text(0)));
    }
  }
  return {};
}

}  // namespace zato::odb
