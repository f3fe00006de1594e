#include "admin/audit.hpp"

#include "base/clock.hpp"
#include "base/text.hpp"
#include "security/digest.hpp"

namespace zato::admin {

using base::Result;
using odb::Parameters;

namespace {

constexpr const char* kColumns =
    "seq, happened_at, kind, actor, role, address, cid, service, object_type, object_id, object_name, action, fields, "
    "details, hash, prev_hash";
constexpr std::size_t kPreviousHash = 15;
constexpr std::int64_t kAtOnce = 1000;

std::string hash_of(const AuditEvent& event, const std::string& previous) {
  const Json all = {event.sequence,
                    event.happened_at,
                    event.kind,
                    event.actor,
                    event.role,
                    event.address,
                    event.cid,
                    event.service,
                    event.deed.object_type,
                    event.deed.object_id,
                    event.deed.object_name,
                    event.deed.action,
                    base::join(event.deed.fields, ","),
                    event.details};
  return base::hex_encode(security::sha256(previous + "\n" + all.dump(-1, ' ', true, Json::error_handler_t::replace)));
}

AuditEvent event_of(const odb::Row& row) {
  AuditEvent event{.sequence = row.integer(0),
                   .happened_at = row.text(1),
                   .kind = row.text(2),
                   .actor = row.text(3),
                   .role = row.text(4),
                   .address = row.text(5),
                   .cid = row.text(6),
                   .service = row.text(7),
                   .deed = {row.text(8), row.integer(9), row.text(10), row.text(11), {}},
                   .details = row.text(13),
                   .hash = row.text(14)};
  const auto fields = row.text(12);
  for (const auto name : base::split(fields, ',')) {
    if (!name.empty()) event.deed.fields.emplace_back(name);
  }
  return event;
}

struct Head {
  std::int64_t sequence = 0;
  std::string hash = {};
};

// Locks the head: events are written one after the other.
Result<Head> next(odb::Connection& connection, schema::Id cluster_id) {
  ZATO_CHECK(connection.execute(
      "INSERT INTO audit_head (cluster_id, seq, hash) VALUES ($1, 0, '') ON CONFLICT DO NOTHING", {cluster_id}));
  ZATO_TRY(
      const auto rows,
      connection.query("UPDATE audit_head SET seq = seq + 1 WHERE cluster_id = $1 RETURNING seq, hash", {cluster_id}));
  return Head{rows.front().integer(0), rows.front().text(1)};
}

std::string conditions(const AuditQuery& query, Parameters& parameters) {
  std::string sql = " WHERE cluster_id = $1";
  const auto add = [&](const char* column, const std::string& value) {
    if (value.empty()) return;
    parameters.emplace_back(value);
    sql += std::string(" AND ") + column + " = $" + std::to_string(parameters.size());
  };
  add("kind", query.kind);
  add("actor", query.actor);
  add("object_type", query.object_type);
  return sql;
}

}  // namespace

Result<void> record_event(odb::Connection& connection, schema::Id cluster_id, AuditEvent event) {
  ZATO_TRY(const auto head, next(connection, cluster_id));
  event.sequence = head.sequence;
  event.happened_at = base::iso_utc_now();
  event.hash = hash_of(event, head.hash);
  ZATO_CHECK(connection.execute(
      "INSERT INTO audit_event (cluster_id, seq, happened_at, kind, actor, role, address, cid, service, object_type, "
      "object_id, "
      "object_name, action, fields, details, prev_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
      "$12, $13, "
      "$14, $15, $16, $17)",
      {cluster_id, event.sequence, event.happened_at, event.kind, event.actor, event.role, event.address, event.cid,
       event.service, event.deed.object_type, event.deed.object_id, event.deed.object_name, event.deed.action,
       base::join(event.deed.fields, ","), event.details, head.hash, event.hash}));
  ZATO_CHECK(connection.execute("UPDATE audit_head SET hash = $2 WHERE cluster_id = $1", {cluster_id, event.hash}));
  return {};
}

Result<std::vector<AuditEvent>> audit_events(odb::Connection& connection, schema::Id cluster_id,
                                             const AuditQuery& query) {
  Parameters parameters = {cluster_id};
  auto sql =
      std::string("SELECT ") + kColumns + " FROM audit_event" + conditions(query, parameters) + " ORDER BY seq DESC";
  if (query.limit >= 0) sql += " LIMIT " + std::to_string(query.limit) + " OFFSET " + std::to_string(query.offset);
  ZATO_TRY(const auto rows, connection.query(sql, std::move(parameters)));
  std::vector<AuditEvent> events;
  for (const auto& row : rows) events.push_back(event_of(row));
  return events;
}

Result<std::int64_t> audit_count(odb::Connection& connection, schema::Id cluster_id, const AuditQuery& query) {
  Parameters parameters = {cluster_id};
  const auto sql = "SELECT count(*) FROM audit_event" + conditions(query, parameters);
  ZATO_TRY(const auto rows, connection.query(sql, std::move(parameters)));
  return rows.front().integer(0);
}

Result<ChainCheck> verify_chain(odb::Connection& connection, schema::Id cluster_id) {
  ChainCheck check;
  std::string previous;
  for (;;) {
    const auto sql = std::string("SELECT ") + kColumns +
                     " FROM audit_event WHERE cluster_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    ZATO_TRY(const auto rows, connection.query(sql, {cluster_id, check.events, kAtOnce}));
    if (rows.empty()) break;
    for (const auto& row : rows) {
      const auto event = event_of(row);
      const auto expected = check.events + 1;
      const char* problem = event.sequence != expected               ? "an event is missing"
                            : row.text(kPreviousHash) != previous    ? "it does not follow the event before"
                            : hash_of(event, previous) != event.hash ? "it was altered"
                                                                     : nullptr;
      if (problem) return ChainCheck{check.events, expected, problem};
      previous = event.hash;
      check.events = expected;
    }
  }
  ZATO_TRY(const auto head, connection.query("SELECT seq, hash FROM audit_head WHERE cluster_id = $1", {cluster_id}));
  const auto last = head.empty() ? 0 : head.front().integer(0);
  if (last != check.events || (last > 0 && head.front().text(1) != previous))
    return ChainCheck{check.events, check.events + 1, "the last events are missing"};
  return check;
}

}  // namespace zato::admin
