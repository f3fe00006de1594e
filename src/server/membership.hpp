// Membership: the server as a member of its cluster: its row in the ODB from the first beat to the last. Used by the
// keeper, on fibers.
#pragma once

#include <string>

#include "config/server_settings.hpp"
#include "odb/pool.hpp"
#include "odb/server_state.hpp"

namespace zato::server {

class Membership {
 public:
  // Both must live longer.
  Membership(odb::Pool& pool, const config::ServerSettings& settings);

  // kNotFound: the cluster has no such server. kAlreadyExists: it runs already, elsewhere: two servers with one name
  // would take turns in one row.
  base::Result<void> join();

  base::Result<void> beat();   // kConflict: another instance has the row by now
  base::Result<void> leave();  // in order

  // Keeps as many changes of configuration as the settings say. How many went.
  base::Result<std::int64_t> forget_old_changes();

  // Once joined.
  schema::Id cluster_id() const noexcept { return cluster_id_; }
  schema::Id server_id() const noexcept { return server_id_; }

 private:
  base::Result<odb::ServerState> find();
  base::Result<void> check_alone(const odb::ServerState& seen);

  odb::Pool& pool_;
  const config::ServerSettings& settings_;
  const std::string instance_;
  const std::string host_;
  schema::Id cluster_id_ = 0;
  schema::Id server_id_ = 0;
};

}  // namespace zato::server
