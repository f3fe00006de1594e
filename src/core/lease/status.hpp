// Who holds a role, as the ODB tells it to somebody who does not compete for it: the admin API, `zato info`.
#pragma once

#include "lease/machine.hpp"
#include "odb/database.hpp"
#include "schema/value.hpp"

namespace zato::lease {

struct Status {
  std::string holder = {};  // name of the server or scheduler; empty: nobody
  Epoch epoch = 0;
  std::string renewed_at = {};
  // Since then, by this machine's clock and the holder's: to be shown, never to be decided upon.
  std::chrono::milliseconds age{0};
  std::chrono::milliseconds patience{0};
};

base::Result<Row> read_row(odb::Connection& odb, schema::Id cluster_id, const std::string& role);  // Row(): never held
base::Result<Status> read_status(odb::Connection& odb, schema::Id cluster_id, const std::string& role,
                                 base::WallTime now = base::Wall::now());

}  // namespace zato::lease
