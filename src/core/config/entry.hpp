// Entry: one value that a file or the environment gives for a setting, and the readers that produce entries. Used by
// load.cpp.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace zato::config {

struct TableData;

struct Entry {
  std::string section;
  std::string key;
  std::string value;
  std::string origin;  // "server.conf:12" or "environment ZATO_MAIN__WORKERS"
};

// Sections in brackets, key=value, comments after # or ; at the start of a line or after a blank, values may be quoted.
// Every problem of the text is reported at once, one line each.
base::Result<std::vector<Entry>> parse_ini(std::string_view text, const std::string& file_name);

// One flat JSON object; its keys land in section "main". An object as value (response_headers) becomes "name=value,…".
base::Result<std::vector<Entry>> parse_flat_json(std::string_view text, const std::string& file_name);

using Environment = std::map<std::string, std::string>;

Environment process_environment();

// ZATO_<SECTION>__<KEY>, and ZATO_<SECTION>__<KEY>_FILE for secrets. Variables of other components are left alone; one
// that no component knows is a problem.
base::Result<std::vector<Entry>> environment_entries(const TableData& table, const Environment& environment);

// ZATO_MAIN__GUNICORN_WORKERS
std::string variable_name(std::string_view section, std::string_view key);

}  // namespace zato::config
