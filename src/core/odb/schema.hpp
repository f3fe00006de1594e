// The life of a database's schema: create, upgrade, look, drop. `zato create odb`, `zato delete odb` and the servers'
// start call this.
#pragma once

#include "odb/ddl.hpp"
#include "odb/migrations/all.hpp"

namespace zato::odb {

// Creates what is missing: the SQLite file or PostgreSQL schema, tables, columns, indexes; applies pending migrations.
// One transaction; several processes may do it at once. Again on an up-to-date database: nothing.
base::Result<void> create_schema(const Options& options, const schema::Registry& registry,
                                 std::span<const Migration> numbered = migrations());

// Removes every table of ours, with all data. A SQLite file disappears as a whole.
base::Result<void> drop_schema(const Options& options, const schema::Registry& registry);

// False also where there is no SQLite file. An unreachable database is an error.
base::Result<bool> schema_exists(const Options& options);

// For programs at start: kNotFound when there is no schema, kUnsupported when it is older or newer than this program,
// with what to do.
base::Result<void> check_schema(Connection& connection, const schema::Registry& registry);

}  // namespace zato::odb
