// From options to a connection of the right engine.
#include "odb/database.hpp"
#include "odb/postgres/driver.hpp"
#include "odb/sqlite/connection.hpp"

namespace zato::odb {

base::Result<std::unique_ptr<Connection>> connect(const Options& options) {
  if (options.engine == Engine::kSqlite) return connect_sqlite(options);
  ZATO_TRY(const auto* driver, postgresql_driver());
  return driver->connect(options);
}

}  // namespace zato::odb
