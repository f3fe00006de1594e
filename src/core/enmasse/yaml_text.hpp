// Scalars as YAML text. Used by write_file.cpp.
#pragma once

#include <string>
#include <string_view>

namespace zato::enmasse {

// Plain where no reader could take it for anything else, in double quotes otherwise.
std::string yaml_string(std::string_view text);

// As a literal block behind "key: ", its lines indented by `depth` blanks; "" where a block could not hold it.
std::string yaml_block(std::string_view text, std::size_t depth);

}  // namespace zato::enmasse
