// The cluster's servers as the ODB has them, for the servers' watch.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lb/state.hpp"
#include "odb/pool.hpp"
#include "odb/server_state.hpp"

namespace zato::lb {

// Servers that run or drain. One that stopped in order, or was never started, is no member; one that died is: its
// health check tells.
std::vector<Member> members_of(const std::vector<odb::ServerState>& servers);

class OdbMembers {
 public:
  // `cluster` may be empty where the ODB has one cluster only.
  OdbMembers(const odb::Options& options, std::string cluster);

  base::Result<std::vector<Member>> read();  // fiber

 private:
  odb::Pool pool_;
  const std::string cluster_;
  std::optional<schema::Id> cluster_id_;
};

}  // namespace zato::lb
