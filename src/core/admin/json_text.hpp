// Text of JSON that may be tens of megabytes of uploaded files. The parser takes strings character by character; those
// that are long and plain are taken past it as they are. Called by whoever reads the body of a call.
#pragma once

#include <optional>
#include <string_view>

#include "zato/json.hpp"

namespace zato::admin {

// Nothing: it is no JSON.
std::optional<Json> parse_json(std::string_view text);

}  // namespace zato::admin
