// The admin API in this process, on the ODB of a server's directory: so that a cluster that is stopped can be
// configured. Who can read the ODB and its key is its owner. Used by admin_client.cpp.
#pragma once

#include "cli/admin_client.hpp"
#include "cli/odb_access.hpp"

namespace zato::cli {

std::unique_ptr<AdminClient> make_offline_client(ServerOdb server);

}  // namespace zato::cli
