// PostgreSQL underneath the facade. Nothing outside this folder sees pqxx.
#pragma once

#include "odb/database.hpp"

namespace zato::odb {

base::Result<std::unique_ptr<Connection>> connect_postgresql(const Options& options);

// CREATE SCHEMA IF NOT EXISTS. The database itself must be there.
base::Result<void> create_postgresql_schema(const Options& options);

}  // namespace zato::odb
