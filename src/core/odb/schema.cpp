#include "odb/schema.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/clock.hpp"
#include "odb/postgres/driver.hpp"
#include "odb/sqlite/connection.hpp"
#include "odb/transaction.hpp"

namespace zato::odb {

using base::Code;
using base::fail;
using base::Result;

namespace {

// What tells our schema from anybody else's. A table of migrations alone would not: others have one of that name as well.
bool is_ours(const Catalog& catalog) {
  const auto mark = catalog.find("schema_version");
  const auto has = [&](std::string_view name) { return std::ranges::any_of(mark->second, [&](const Column& column) { return column.name == name; }); };
  return mark != catalog.end() && has("number") && has("applied_at") && catalog.contains("install_state") && catalog.contains("config_sequence");
}

// Two processes that create the same schema take turns. SQLite's write transactions do by nature.
Result<void> take_turn(Connection& connection) {
  if (connection.engine() == Engine::kSqlite) return {};
  ZATO_CHECK(connection.query("SELECT pg_advisory_xact_lock(hashtext('zato-odb-schema'))"));
  return {};
}

Result<std::int64_t> last_migration(Connection& connection) {
  ZATO_TRY(const auto rows, connection.query("SELECT coalesce(max(number), 0) FROM schema_version"));
  return rows.front().integer(0);
}

Result<void> record(Connection& connection, const Migration& migration) {
  ZATO_CHECK(connection.execute("INSERT INTO schema_version (number, name, applied_at) VALUES ($1, $2, $3)",
                                {std::int64_t{migration.number}, std::string(migration.name), base::iso_utc_now()}));
  return {};
}

Result<void> add_what_is_missing(Connection& connection, const std::vector<Table>& tables) {
  ZATO_TRY(const auto catalog, read_catalog(connection));
  for (const auto& statement : additions(tables, catalog, connection.engine()))
    ZATO_CHECK(connection.execute(statement));
  return {};
}

Result<void> run_pending(Connection& connection, const std::vector<Table>& tables,
                         std::span<const Migration> numbered) {
  ZATO_TRY(const auto last, last_migration(connection));
  const auto first = std::ranges::find_if(numbered, [&](const auto& migration) { return migration.number > last; });
  const std::span pending(first, numbered.end());
  for (const auto& migration : pending) {
    if (migration.apply) ZATO_CHECK(migration.apply(connection));
  }
  ZATO_CHECK(add_what_is_missing(connection, tables));
  for (const auto& migration : pending) {
    if (migration.fill) ZATO_CHECK(migration.fill(connection));
    ZATO_CHECK(record(connection, migration));
  }
  return {};
}

Result<void> record_installation(Connection& connection) {
  std::array<char, 256> host{};
  static_cast<void>(::gethostname(host.data(), host.size() - 1));
  const char* user = std::getenv("USER");
  ZATO_CHECK(connection.execute(
      "INSERT INTO install_state (version, install_time, source_host, source_user) VALUES (1, $1, $2, $3)",
      {base::iso_utc_now(), std::string(host.data()), user ? std::string(user) : std::to_string(::getuid())}));
  return {};
}

Result<void> upgrade(Connection& connection, const std::vector<Table>& tables, std::span<const Migration> numbered) {
  ZATO_CHECK(take_turn(connection));
  ZATO_TRY(const auto catalog, read_catalog(connection));
  if (is_ours(catalog)) return run_pending(connection, tables, numbered);
  ZATO_CHECK(add_what_is_missing(connection, tables));
  for (const auto& migration : numbered) ZATO_CHECK(record(connection, migration));
  return record_installation(connection);
}

Result<void> drop_tables(Connection& connection, std::vector<Table> tables) {
  ZATO_CHECK(take_turn(connection));
  std::reverse(tables.begin(), tables.end());
  for (const auto& table : tables) ZATO_CHECK(connection.execute("DROP TABLE IF EXISTS " + table.name));
  return {};
}

}  // namespace

Result<void> create_schema(const Options& options, const schema::Registry& registry,
                           std::span<const Migration> numbered) {
  if (options.engine == Engine::kSqlite) {
    ZATO_CHECK(create_sqlite_file(options));
  } else {
    ZATO_TRY(const auto* driver, postgresql_driver());
    ZATO_CHECK(driver->create_schema(options));
  }
  ZATO_TRY(const auto connection, connect(options));
  const auto tables = all_tables(registry);
  return in_transaction(*connection, Mode::kWrite, [&] { return upgrade(*connection, tables, numbered); });
}

Result<void> drop_schema(const Options& options, const schema::Registry& registry) {
  ZATO_TRY(const bool exists, schema_exists(options));
  if (!exists) return fail(Code::kNotFound, describe(options) + " holds no ODB schema; nothing was deleted");
  if (options.engine == Engine::kSqlite) {
    for (const auto* suffix : {"", "-wal", "-shm"}) {
      std::error_code error;
      std::filesystem::remove(options.path.string() + suffix, error);
      if (error) return fail(Code::kIo, options.path.string() + suffix + ": " + error.message());
    }
    return {};
  }
  ZATO_TRY(const auto connection, connect(options));
  return in_transaction(*connection, Mode::kWrite, [&] { return drop_tables(*connection, all_tables(registry)); });
}

Result<bool> schema_exists(const Options& options) {
  if (options.engine == Engine::kSqlite && !std::filesystem::exists(options.path)) return false;
  ZATO_TRY(const auto connection, connect(options));
  ZATO_TRY(const auto catalog, read_catalog(*connection));
  return is_ours(catalog);
}

Result<void> check_schema(Connection& connection, const schema::Registry& registry) {
  ZATO_TRY(const auto catalog, read_catalog(connection));
  if (!is_ours(catalog))
    return fail(Code::kNotFound, "the database has no ODB schema; create it with `zato create odb`");
  ZATO_TRY(const auto last, last_migration(connection));
  if (last > migrations().back().number)
    return fail(Code::kUnsupported, "the ODB schema is newer than this program; upgrade the program");
  auto missing = additions(all_tables(registry), catalog, connection.engine());
  std::erase_if(
      missing, [](const std::string& statement) { return statement.find("INDEX IF NOT EXISTS") != std::string::npos; });
  if (last < migrations().back().number || !missing.empty()) {
    return fail(Code::kUnsupported, "the ODB schema is older than this program; upgrade it with `zato create odb --skip-if-exists`");
  }
  return {};
}

}  // namespace zato::odb
