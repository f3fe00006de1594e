// How the servers of a cluster fare: who is up, where it listens, how far it is with the configuration. A server's
// keeper writes its own row, the load balancer and tools read them all. Not configuration: no change is recorded.
#pragma once

#include <string>
#include <vector>

#include "odb/database.hpp"
#include "schema/value.hpp"

namespace zato::odb {

enum class UpStatus {
  kNever,      // created, not started yet
  kRunning,    // "running"
  kDraining,   // "draining": finishes what it has, wants nothing new
  kCleanDown,  // "clean-down": stopped in order
};
std::string_view up_status_name(UpStatus status) noexcept;

struct ServerState {
  schema::Id server_id = 0;
  std::string name = {};
  UpStatus status = UpStatus::kNever;
  std::string changed_at = {};  // of the status; for people only, clocks of two hosts are never compared
  std::string bind_host = {};
  std::int64_t bind_port = 0;
  std::string preferred_address = {};  // where others reach it; empty: bind_host
  bool use_tls = false;
  std::string instance = {};   // of this start: random, new each time
  std::int64_t heartbeat = 0;  // raised by every beat. A reader that sees the same number for too long, by its own
                               // clock, may take the server for dead.
  std::int64_t config_sequence = 0;
  std::int64_t pid = 0;        // of its parent process …
  std::string host = {};       // … on the machine of this name
};

// The server is up: from now on the row belongs to `state.instance`. Reads server_id, bind_*, preferred_address,
// instance, config_sequence, pid and host. kNotFound: no such server in this cluster.
base::Result<void> server_up(Connection& connection, schema::Id cluster_id, const ServerState& state);

// Still alive. kConflict: the row belongs to another instance by now; this one must stop.
base::Result<void> server_beat(Connection& connection, schema::Id server_id, const std::string& instance,
                               std::int64_t config_sequence);

// kDraining or kCleanDown. kConflict as above.
base::Result<void> server_down(Connection& connection, schema::Id server_id, const std::string& instance,
                               UpStatus status);

// Every server of the cluster by name, started or not.
base::Result<std::vector<ServerState>> server_states(Connection& connection, schema::Id cluster_id);

}  // namespace zato::odb
