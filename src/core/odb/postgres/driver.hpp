// The PostgreSQL driver is a library of its own, loaded when a PostgreSQL is first asked for: libpq brings forty libraries along, which
// every process would otherwise carry (docs/design/0009). This is what the ODB asks of it.
#pragma once

#include "odb/database.hpp"

namespace zato::odb {

struct PostgresqlDriver {
  base::Result<std::unique_ptr<Connection>> (*connect)(const Options& options);
  base::Result<void> (*create_schema)(const Options& options);  // CREATE SCHEMA IF NOT EXISTS; the database must be there
};

// Loads the driver once. kUnsupported when this installation has none. Any thread.
base::Result<const PostgresqlDriver*> postgresql_driver();

}  // namespace zato::odb
