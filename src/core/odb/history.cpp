#include "odb/history.hpp"

#include "odb/images.hpp"

namespace zato::odb {

using base::Result;

namespace {

struct Selection {
  std::string where = "cluster_id = $1 AND seq > $2";
  Parameters parameters;

  explicit Selection(schema::Id cluster_id, const HistoryQuery& query) : parameters({cluster_id, query.after}) {
    if (!query.object_type.empty()) where += " AND object_type = " + place(query.object_type);
    if (query.object_id != 0) where += " AND object_id = " + place(query.object_id);
    if (!query.name.empty()) {
      where += " AND object_id IN (SELECT object_id FROM config_change WHERE cluster_id = $1 AND object_type = " +
               place(query.object_type) + " AND object_name = " + place(query.name) + ")";
    }
  }

  std::string place(Cell value) {
    parameters.push_back(std::move(value));
    return "$" + std::to_string(parameters.size());
  }
};

Result<schema::Record> record_of(const schema::ObjectType& type, const std::string& image) {
  if (image.empty()) return schema::Record();
  return masked_record(type, image);
}

schema::Value value_in(const schema::Record& record, const std::string& field) {
  const auto at = record.find(field);
  return at == record.end() ? schema::Value() : at->second;
}

// A change of a type that this program does not know tells no fields.
Result<std::vector<FieldChange>> fields_of(const schema::Registry& registry, const RecordedChange& recorded) {
  const auto* type = registry.find(recorded.change.object_type);
  if (!type) return std::vector<FieldChange>();
  ZATO_TRY(const auto before, record_of(*type, recorded.images.before));
  ZATO_TRY(const auto after, record_of(*type, recorded.images.after));
  auto names = recorded.change.fields;
  if (recorded.change.action != "edit") {
    for (const auto& [name, value] : before.empty() ? after : before) names.push_back(name);
  }
  std::vector<FieldChange> fields;
  for (const auto& name : names) fields.push_back({name, value_in(before, name), value_in(after, name)});
  return fields;
}

}  // namespace

Result<std::vector<HistoryEntry>> history(Connection& connection, const schema::Registry& registry,
                                          schema::Id cluster_id, const HistoryQuery& query) {
  Selection selection(cluster_id, query);
  auto sql = "SELECT " + change_columns() + ", before_image, image FROM config_change WHERE " + selection.where +
             " ORDER BY seq DESC";
  if (query.page.limit >= 0) {
    sql += " LIMIT " + selection.place(query.page.limit);
    sql += " OFFSET " + selection.place(query.page.offset);
  }
  ZATO_TRY(const auto rows, connection.query(sql, std::move(selection.parameters)));
  std::vector<HistoryEntry> entries;
  for (const auto& row : rows) {
    const RecordedChange recorded{
        .change = change_of(row),
        .images = {.before = row.text(kChangeColumns), .after = row.text(kChangeColumns + 1)}};
    ZATO_TRY(auto fields, fields_of(registry, recorded));
    entries.push_back({.change = recorded.change, .fields = std::move(fields)});
  }
  return entries;
}

Result<std::int64_t> history_count(Connection& connection, schema::Id cluster_id, const HistoryQuery& query) {
  Selection selection(cluster_id, query);
  const auto sql = "SELECT count(*) FROM config_change WHERE " + selection.where;
  ZATO_TRY(const auto rows, connection.query(sql, std::move(selection.parameters)));
  return rows.front().integer(0);
}

Result<std::int64_t> forget_changes(Connection& connection, schema::Id cluster_id, std::int64_t keep) {
  return connection.execute(
      "DELETE FROM config_change WHERE cluster_id = $1 AND seq <= (SELECT seq FROM config_sequence WHERE cluster_id = "
      "$1) - $2",
      {cluster_id, keep});
}

}  // namespace zato::odb
