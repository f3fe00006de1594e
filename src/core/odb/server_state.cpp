#include "odb/server_state.hpp"

#include "base/clock.hpp"
#include "odb/transaction.hpp"

namespace zato::odb {

using base::Code;
using base::Result;

namespace {

UpStatus parse_status(std::string_view name) {
  for (const auto status : {UpStatus::kRunning, UpStatus::kDraining, UpStatus::kCleanDown}) {
    if (name == up_status_name(status)) return status;
  }
  return UpStatus::kNever;
}

Result<void> only_of_instance(Result<std::int64_t> touched, schema::Id server_id) {
  if (!touched) return base::fail(std::move(touched.error()));
  if (*touched == 1) return {};
  return base::fail(Code::kConflict, "server " + std::to_string(server_id) + " was started again elsewhere");
}

}  // namespace

std::string_view up_status_name(UpStatus status) noexcept {
  switch (status) {
    case UpStatus::kNever:
      return "";
    case UpStatus::kRunning:
      return "running";
    case UpStatus::kDraining:
      return "draining";
    case UpStatus::kCleanDown:
      return "clean-down";
  }
  return "";
}

// The counter goes on where the previous instance left it: a reader never sees it fall back to a number it has seen
// before.
Result<void> server_up(Connection& connection, schema::Id cluster_id, const ServerState& state) {
  return in_transaction(connection, Mode::kWrite, [&]() -> Result<void> {
    ZATO_TRY(const auto known, connection.query("SELECT id FROM server WHERE id = $1 AND cluster_id = $2",
                                                {state.server_id, cluster_id}));
    if (known.empty())
      return base::fail(Code::kNotFound, "the cluster has no server with id " + std::to_string(state.server_id));
    ZATO_CHECK(connection.execute(
        "INSERT INTO server_state (server_id, cluster_id, up_status, up_mod_date, bind_host, bind_port, "
        "preferred_address, instance, "
        "heartbeat, config_sequence, pid, host) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11) "
        "ON CONFLICT (server_id) DO UPDATE SET up_status = excluded.up_status, up_mod_date = excluded.up_mod_date, "
        "bind_host = excluded.bind_host, bind_port = excluded.bind_port, preferred_address = "
        "excluded.preferred_address, "
        "instance = excluded.instance, heartbeat = server_state.heartbeat + 1, config_sequence = "
        "excluded.config_sequence, "
        "pid = excluded.pid, host = excluded.host",
        {state.server_id, cluster_id, std::string(up_status_name(UpStatus::kRunning)), base::iso_utc_now(),
         state.bind_host, state.bind_port, state.preferred_address, state.instance, state.config_sequence, state.pid,
         state.host}));
    return {};
  });
}

Result<void> server_beat(Connection& connection, schema::Id server_id, const std::string& instance,
                         std::int64_t config_sequence) {
  return in_transaction(connection, Mode::kWrite, [&] {
    return only_of_instance(
        connection.execute("UPDATE server_state SET heartbeat = heartbeat + 1, config_sequence = $3 "
                           "WHERE server_id = $1 AND instance = $2",
                           {server_id, instance, config_sequence}),
        server_id);
  });
}

Result<void> server_down(Connection& connection, schema::Id server_id, const std::string& instance, UpStatus status) {
  return in_transaction(connection, Mode::kWrite, [&] {
    return only_of_instance(
        connection.execute("UPDATE server_state SET heartbeat = heartbeat + 1, up_status = $3, up_mod_date = $4 "
                           "WHERE server_id = $1 AND instance = $2",
                           {server_id, instance, std::string(up_status_name(status)), base::iso_utc_now()}),
        server_id);
  });
}

Result<std::vector<ServerState>> server_states(Connection& connection, schema::Id cluster_id) {
  ZATO_TRY(const auto rows,
           connection.query(
               "SELECT s.id, s.name, s.crypto_use_tls, t.up_status, t.up_mod_date, t.bind_host, t.bind_port, "
               "t.preferred_address, t.instance, t.heartbeat, t.config_sequence, t.pid, t.host "
               "FROM server s LEFT JOIN server_state t ON t.server_id = s.id WHERE s.cluster_id = $1 ORDER BY s.name",
               {cluster_id}));
  std::vector<ServerState> states;
  for (const auto& row : rows) {
    states.push_back({.server_id = row.integer(0),
                      .name = row.text(1),
                      .status = parse_status(row.text(3)),
                      .changed_at = row.text(4),
                      .bind_host = row.text(5),
                      .bind_port = row.integer(6),
                      .preferred_address = row.text(7),
                      .use_tls = row.boolean(2),
                      .instance = row.text(8),
                      .heartbeat = row.integer(9),
                      .config_sequence = row.integer(10),
                      .pid = row.integer(11),
                      .host = row.text(12)});
  }
  return states;
}

}  // namespace zato::odb
