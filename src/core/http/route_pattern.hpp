// Route patterns as text: "/customer/{id}/order-{number}.json". Used by route_tree.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace zato::http {

struct PatternPart {
  std::string literal;    // canonical: what a request must bring, percent-encoded; empty for a parameter
  std::string parameter;  // name
};

// Alternating literals and parameters. A pattern begins with a slash, its parameters have different names and text
// between them.
base::Result<std::vector<PatternPart>> parse_pattern(std::string_view pattern);

// The path with the hexadecimal digits of its escapes in upper case. Copies only when something changes.
std::string_view canonical_path(std::string_view path, std::string& storage);

}  // namespace zato::http
