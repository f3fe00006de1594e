// Lists of objects as people and programs read them. Used by the commands that list.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "cli/output.hpp"

namespace zato::cli {

struct Column {
  std::string key;         // of the rows' objects
  std::string title = {};  // in capitals; empty: the key
};

// kTable and kText: one line a row, cut to `width` columns unless that is 0; control characters are spelled out, so a
// name cannot play with the terminal. kJson and kYaml: the rows as they are, all keys of them; no rows are [].
std::string render_rows(const std::vector<Column>& columns, const nlohmann::json& rows, Format format,
                        std::size_t width);

// The same for the terminal of this process.
void print_rows(const std::vector<Column>& columns, const nlohmann::json& rows, Format format);

// One value in a table: text as it is, lists with commas, nothing for null.
std::string cell_text(const nlohmann::json& value);

}  // namespace zato::cli
