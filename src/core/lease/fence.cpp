#include "lease/fence.hpp"

namespace zato::lease {

using base::Code;

// SQLite's write transactions exclude each other; PostgreSQL locks the row that a take-over must change. Renewals, too,
// wait for it: effects must be short.
base::Result<void> check_epoch(odb::Connection& odb, schema::Id cluster_id, const std::string& role, Epoch epoch) {
  const std::string lock = odb.engine() == odb::Engine::kPostgresql ? " FOR SHARE" : "";
  ZATO_TRY(const auto rows,
           odb.query("SELECT epoch FROM keep_alive WHERE cluster_id = $1 AND role = $2" + lock, {cluster_id, role}));
  const Epoch current = rows.empty() ? 0 : rows.front().integer(0);
  if (current == epoch) return {};
  return base::fail(Code::kConflict, "an order of epoch " + std::to_string(epoch) + " comes too late: role " + role +
                                         " is in epoch " + std::to_string(current));
}

}  // namespace zato::lease
