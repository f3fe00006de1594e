#include "odb/worker_state.hpp"

#include "odb/server_state.hpp"
#include "odb/transaction.hpp"

namespace zato::odb {

using base::Result;

namespace {

Result<std::vector<WorkerState>> read_states(Connection& connection, const std::string& where, Parameters parameters) {
  const auto sql =
      "SELECT w.server_id, s.name, w.worker, w.parent, w.generation, w.config_sequence, w.digest, w.seen_at, "
      "t.heartbeat "
      "FROM worker_state w JOIN server s ON s.id = w.server_id LEFT JOIN server_state t ON t.server_id = w.server_id "
      "WHERE w.cluster_id = $1" +
      where + " ORDER BY s.name, w.worker";
  ZATO_TRY(const auto rows, connection.query(sql, std::move(parameters)));
  std::vector<WorkerState> states;
  for (const auto& row : rows) {
    states.push_back({.server_id = row.integer(0),
                      .server = row.text(1),
                      .worker = row.integer(2),
                      .parent = row.integer(3),
                      .generation = row.integer(4),
                      .config_sequence = row.integer(5),
                      .digest = row.text(6),
                      .seen_at = row.text(7),
                      .heartbeat = row.integer(8)});
  }
  return states;
}

}  // namespace

Result<void> report_worker(Connection& connection, schema::Id cluster_id, const WorkerState& state) {
  return in_transaction(connection, Mode::kWrite, [&]() -> Result<void> {
    ZATO_CHECK(connection.execute(
        "INSERT INTO worker_state (server_id, worker, cluster_id, parent, generation, config_sequence, digest, "
        "seen_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (server_id, worker) DO UPDATE SET cluster_id = "
        "excluded.cluster_id, parent = excluded.parent, generation = excluded.generation, config_sequence = "
        "excluded.config_sequence, digest = excluded.digest, seen_at = excluded.seen_at "
        "WHERE worker_state.parent <> excluded.parent OR worker_state.generation <= excluded.generation",
        {state.server_id, state.worker, cluster_id, state.parent, state.generation, state.config_sequence, state.digest,
         base::iso_utc_now()}));
    return {};
  });
}

Result<std::vector<WorkerState>> worker_states(Connection& connection, schema::Id cluster_id) {
  return read_states(connection, "", {cluster_id});
}

Result<std::vector<WorkerState>> laggards(Connection& connection, schema::Id cluster_id, std::int64_t sequence) {
  return read_states(connection, " AND t.up_status = $2 AND w.config_sequence < $3",
                     {cluster_id, std::string(up_status_name(UpStatus::kRunning)), sequence});
}

Result<void> forget_workers(Connection& connection, schema::Id server_id, std::int64_t keep) {
  return in_transaction(connection, Mode::kWrite, [&]() -> Result<void> {
    ZATO_CHECK(connection.execute("DELETE FROM worker_state WHERE server_id = $1 AND worker > $2", {server_id, keep}));
    return {};
  });
}

Result<std::vector<WorkerState>> Convergence::missing(Connection& connection, base::MonotonicTime now) {
  ZATO_TRY(auto behind, laggards(connection, cluster_id_, sequence_));
  std::erase_if(behind, [&](const WorkerState& worker) {
    auto& pulse = pulses_.try_emplace(worker.server_id, Pulse{worker.heartbeat, now}).first->second;
    if (pulse.heartbeat != worker.heartbeat) pulse = {worker.heartbeat, now};
    return now - pulse.since >= kDeadAfter;
  });
  return behind;
}

}  // namespace zato::odb
