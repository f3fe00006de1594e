#include "odb/changes.hpp"

#include "base/text.hpp"
#include "odb/many_rows.hpp"

namespace zato::odb {

using base::Code;
using base::Result;

namespace {

Result<std::int64_t> only_number(Result<std::vector<Row>> rows, schema::Id cluster_id) {
  if (!rows) return base::fail(std::move(rows.error()));
  if (rows->empty()) return base::fail(Code::kNotFound, "the ODB has no cluster with id " + std::to_string(cluster_id));
  return rows->front().integer(0);
}

std::vector<std::string> names_in(const std::string& text) {
  if (text.empty()) return {};
  const auto parts = base::split(text, ',');
  return {parts.begin(), parts.end()};
}

}  // namespace

Result<std::int64_t> next_sequence(Connection& connection, schema::Id cluster_id, std::int64_t count) {
  return only_number(connection.query("UPDATE config_sequence SET seq = seq + $2 WHERE cluster_id = $1 RETURNING seq",
                                      {cluster_id, count}),
                     cluster_id);
}

Result<std::int64_t> lock_sequence(Connection& connection, schema::Id cluster_id) {
  return only_number(
      connection.query("UPDATE config_sequence SET seq = seq WHERE cluster_id = $1 RETURNING seq", {cluster_id}),
      cluster_id);
}

Result<void> record_changes(Connection& connection, schema::Id cluster_id,
                            const std::vector<RecordedChange>& changes) {
  ManyRows rows(13);
  for (const auto& [change, images] : changes) {
    rows.add({cluster_id, change.sequence, change.object_type, change.object_id, change.object_name, change.action,
              change.actor, change.changed_at, change.version, base::join(change.fields, ","), change.note,
              images.before, images.after});
  }
  const auto places = rows.places();
  ZATO_CHECK(connection.execute(
      "INSERT INTO config_change (cluster_id, seq, object_type, object_id, object_name, action, actor, changed_at, "
      "version, fields, note, before_image, image) VALUES " + places,
      rows.take()));
  return {};
}

Result<void> record_change(Connection& connection, schema::Id cluster_id, const Change& change, const Images& images) {
  return record_changes(connection, cluster_id, {{.change = change, .images = images}});
}

Result<std::int64_t> current_sequence(Connection& connection, schema::Id cluster_id) {
  return only_number(connection.query("SELECT seq FROM config_sequence WHERE cluster_id = $1", {cluster_id}),
                     cluster_id);
}

Result<Position> position(Connection& connection, schema::Id cluster_id, std::int64_t known) {
  ZATO_TRY(const auto rows,
           connection.query("SELECT s.seq, c.changed_at, c.actor, c.object_type, c.object_id, c.version FROM "
                            "config_sequence s LEFT JOIN config_change c ON c.cluster_id = s.cluster_id AND c.seq = $2 "
                            "WHERE s.cluster_id = $1",
                            {cluster_id, known}));
  if (rows.empty()) return base::fail(Code::kNotFound, "the ODB has no cluster with id " + std::to_string(cluster_id));
  const auto& row = rows.front();
  Position position{.sequence = row.integer(0)};
  if (!row.null(1)) {
    for (std::size_t i = 1; i <= 5; ++i) position.mark += row.text(i) + "|";
  }
  return position;
}

Result<std::vector<Change>> changes_since(Connection& connection, schema::Id cluster_id, std::int64_t sequence,
                                          std::int64_t limit) {
  const auto sql =
      "SELECT " + change_columns() + " FROM config_change WHERE cluster_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
  ZATO_TRY(const auto rows, connection.query(sql, {cluster_id, sequence, limit}));
  std::vector<Change> changes;
  changes.reserve(rows.size());
  for (const auto& row : rows) changes.push_back(change_of(row));
  return changes;
}

Result<RecordedChange> recorded_change(Connection& connection, schema::Id cluster_id, std::int64_t sequence) {
  const auto sql =
      "SELECT " + change_columns() + ", before_image, image FROM config_change WHERE cluster_id = $1 AND seq = $2";
  ZATO_TRY(const auto rows, connection.query(sql, {cluster_id, sequence}));
  if (rows.empty()) {
    return base::fail(Code::kNotFound,
                      "there is no change " + std::to_string(sequence) + ", or it is not kept any more");
  }
  const auto& row = rows.front();
  return RecordedChange{.change = change_of(row),
                        .images = {.before = row.text(kChangeColumns), .after = row.text(kChangeColumns + 1)}};
}

std::string change_columns() {
  return "seq, object_type, object_id, object_name, action, actor, changed_at, version, fields, note";
}

Change change_of(const Row& row) {
  return {.sequence = row.integer(0),
          .object_type = row.text(1),
          .object_id = row.integer(2),
          .object_name = row.text(3),
          .action = row.text(4),
          .actor = row.text(5),
          .changed_at = row.text(6),
          .version = row.integer(7),
          .fields = names_in(row.text(8)),
          .note = row.text(9)};
}

}  // namespace zato::odb
