// What a JSON parser says about a mistake, fit to be shown: without what it read last, which may be a secret. Called by
// the readers of files.
#pragma once

#include <string>
#include <string_view>

namespace zato::base {

// Of "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error …; last read: '\"pass'".
inline std::string json_mistake(std::string_view what) {
  what = what.substr(0, what.find("; last read"));
  const auto colon = what.find(": ");
  return std::string(colon == std::string_view::npos ? what : what.substr(colon + 2));
}

}  // namespace zato::base
