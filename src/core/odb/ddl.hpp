// Tables as data: derived from the object types, or declared by the platform for itself. schema.hpp creates and
// upgrades them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "odb/database.hpp"
#include "schema/registry.hpp"

namespace zato::odb {

struct Column {
  std::string name;
  std::string type;  // BIGINT, BOOLEAN, DOUBLE PRECISION or TEXT, on every engine
  bool not_null = false;
  std::string default_ = {};    // SQL literal, always there where not_null is
  std::string references = {};  // table whose id this is
};

struct Index {
  std::string name;
  std::vector<std::string> columns;
  bool unique = false;
  std::string where = {};  // the rows it is about; empty: all
};

struct Table {
  std::string name;
  bool has_id = true;                         // a generated primary key `id`, never used twice
  std::vector<Column> columns;                // without `id`
  std::vector<std::string> primary_key = {};  // where there is no id
  std::vector<Index> indexes = {};
};

std::vector<Table> object_tables(const schema::Registry& registry);  // referenced tables first
std::vector<Table> platform_tables();
std::vector<Table> all_tables(const schema::Registry& registry);

std::string create_table(const Table& table, Engine engine);
std::string add_column(const Table& table, const Column& column);
std::string create_index(const Table& table, const Index& index);

// What the database has: columns by table, of the connection's own schema.
using Catalog = std::map<std::string, std::vector<Column>, std::less<>>;
base::Result<Catalog> read_catalog(Connection& connection);

// Statements that bring a database with this catalog up to `tables`; only ever adds. Indexes are created where missing.
std::vector<std::string> additions(const std::vector<Table>& tables, const Catalog& catalog, Engine engine);

}  // namespace zato::odb
