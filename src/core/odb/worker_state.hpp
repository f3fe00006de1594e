// Which configuration each worker of a cluster has in force. Each worker writes its own row when that changes; who has
// changed something asks here whether it is in force everywhere. Not configuration: no change is recorded.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "odb/database.hpp"
#include "schema/value.hpp"

namespace zato::odb {

struct WorkerState {
  schema::Id server_id = 0;
  std::string server = {};      // its name
  std::int64_t worker = 0;      // from 1: its place among the workers of the server
  std::int64_t parent = 0;      // pid of the server's parent process
  std::int64_t generation = 0;  // grows with each worker in this place
  std::int64_t config_sequence = 0;
  std::string digest = {};
  std::string seen_at = {};    // for people only
  std::int64_t heartbeat = 0;  // of the server (server_state.hpp)
};

// Reads all but server, seen_at and heartbeat. A worker whose place was taken by a younger one changes nothing.
base::Result<void> report_worker(Connection& connection, schema::Id cluster_id, const WorkerState& state);

// Of all servers, started or not, by server and place.
base::Result<std::vector<WorkerState>> worker_states(Connection& connection, schema::Id cluster_id);

// The workers of running servers that have not come as far as the change `sequence`.
base::Result<std::vector<WorkerState>> laggards(Connection& connection, schema::Id cluster_id, std::int64_t sequence);

// Forgets the workers of a server beyond the first `keep`.
base::Result<void> forget_workers(Connection& connection, schema::Id server_id, std::int64_t keep);

// Watches until a change is in force everywhere. One object per change; ask it every now and then.
class Convergence {
 public:
  // A server that gives no sign of life for so long, by our clock, is dead: it will load everything when it starts.
  static constexpr std::chrono::milliseconds kDeadAfter{5000};

  Convergence(schema::Id cluster_id, std::int64_t sequence) : cluster_id_(cluster_id), sequence_(sequence) {}

  // Who has it not in force yet. Nobody: it is in force on all workers of all live servers.
  base::Result<std::vector<WorkerState>> missing(Connection& connection,
                                                 base::MonotonicTime now = base::Monotonic::now());

 private:
  struct Pulse {
    std::int64_t heartbeat = 0;
    base::MonotonicTime since = {};
  };

  const schema::Id cluster_id_;
  const std::int64_t sequence_;
  std::map<schema::Id, Pulse> pulses_;  // by server
};

}  // namespace zato::odb
