// Bodies of forms with files: multipart/form-data (RFC 7578). Read by channels whose data format is form.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace zato::http {

struct FormPart {
  std::string name;
  std::string file_name = {};     // as the client calls it
  bool is_file = false;           // it has a file name, empty or not
  std::string content_type = {};  // empty: not told
  std::string_view content;       // within the body
};

// What separates the parts, out of a Content-Type; empty: it is not multipart/form-data.
std::string multipart_boundary(std::string_view content_type);

// kInvalidArgument: it breaks the rules, or has more than `limit` parts.
base::Result<std::vector<FormPart>> parse_multipart(std::string_view body, std::string_view boundary,
                                                    std::size_t limit = 1000);

}  // namespace zato::http
