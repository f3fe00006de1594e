// SQLite underneath the facade. Nothing outside this folder sees sqlite3.h.
#pragma once

#include "odb/database.hpp"

namespace zato::odb {

base::Result<std::unique_ptr<Connection>> connect_sqlite(const Options& options);

// An empty database file that only its owner may read; its journal files inherit the mode. Nothing to do when it
// exists.
base::Result<void> create_sqlite_file(const Options& options);

}  // namespace zato::odb
