// The entry of libzato-odb-postgresql.so (driver.hpp).
#include "odb/postgres/connection.hpp"
#include "odb/postgres/driver.hpp"

extern "C" [[gnu::visibility("default")]] const zato::odb::PostgresqlDriver* zato_odb_postgresql_driver() {
  static constexpr zato::odb::PostgresqlDriver kDriver{.connect = zato::odb::connect_postgresql, .create_schema = zato::odb::create_postgresql_schema};
  return &kDriver;
}
