// Tables as text: the commented file that `zato create` writes, and the settings reference in docs/operations.
#pragma once

#include <map>
#include <string>

#include "config/table.hpp"

namespace zato::config {

// Values that differ from the default, by "section/key" ("odb/db_name").
using Values = std::map<std::string, std::string>;

// INI with the help of every key above it. A value is quoted where it needs to be.
std::string render_ini(const TableData& table, const Values& values);

// Zato's flat JSON object (section "main" only); numbers and booleans keep their types. JSON has no comments.
std::string render_flat_json(const TableData& table, const Values& values);

// docs/operations/settings.md: every setting of every component.
std::string render_reference();

}  // namespace zato::config
