// Numbered migrations: what additions (ddl.hpp) cannot do by themselves, such as renaming a column or rewriting values.
// A new table, column or index needs none: it follows from its description.
#pragma once

#include <span>

#include "odb/database.hpp"

namespace zato::odb {

struct Migration {
  int number;  // 1, 2, 3, … without gaps
  const char* name;
  base::Result<void> (*apply)(
      Connection& connection);  // runs inside the upgrade's transaction; null: nothing to change
  base::Result<void> (*fill)(Connection& connection) = nullptr;  // the same, once new tables and columns are there
};

// Databases that are created now start at the last number without running any.
std::span<const Migration> migrations();

}  // namespace zato::odb
