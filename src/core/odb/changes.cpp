#include "odb/changes.hpp"

namespace zato::odb {

using base::Code;
using base::Result;

namespace {

Result<std::int64_t> only_number(Result<std::vector<Row>> rows, schema::Id cluster_id) {
  if (!rows) return base::fail(std::move(rows.error()));
  if (rows->empty()) return base::fail(Code::kNotFound, "the ODB has no cluster with id " + std::to_string(cluster_id));
  return rows->front().integer(0);
}

}  // namespace

Result<std::int64_t> next_sequence(Connection& connection, schema::Id cluster_id) {
  return only_number(
      connection.query("UPDATE config_sequence SET seq = seq + 1 WHERE cluster_id = $1 RETURNING seq", {cluster_id}),
      cluster_id);
}

Result<void> record_change(Connection& connection, schema::Id cluster_id, const Change& change) {
  ZATO_CHECK(connection.execute(
      "INSERT INTO config_change (cluster_id, seq, object_type, object_id, object_name, action, actor, changed_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {cluster_id, change.sequence, change.object_type, change.object_id, change.object_name, change.action,
       change.actor, change.changed_at}));
  return {};
}

Result<std::int64_t> current_sequence(Connection& connection, schema::Id cluster_id) {
  return only_number(connection.query("SELECT seq FROM config_sequence WHERE cluster_id = $1", {cluster_id}),
                     cluster_id);
}

Result<std::vector<Change>> changes_since(Connection& connection, schema::Id cluster_id, std::int64_t sequence,
                                          std::int64_t limit) {
  ZATO_TRY(
      const auto rows,
      connection.query("SELECT seq, object_type, object_id, object_name, action, actor, changed_at FROM config_change "
                       "WHERE cluster_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
                       {cluster_id, sequence, limit}));
  std::vector<Change> changes;
  for (const auto& row : rows) {
    changes.push_back({.sequence = row.integer(0),
                       .object_type = row.text(1),
                       .object_id = row.integer(2),
                       .object_name = row.text(3),
                       .action = row.text(4),
                       .actor = row.text(5),
                       .changed_at = row.text(6)});
  }
  return changes;
}

}  // namespace zato::odb
