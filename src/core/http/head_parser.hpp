// Beast's parsers behind our own types: a complete message head in, flat fields out. The only way in to Beast.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "http/head_scan.hpp"
#include "http/message.hpp"

namespace zato::http {

// Fills method_text, target, version and fields of `request` with views into `head`, which ends with an empty line and
// was passed by HeadScan. Rejection{} when Beast is content; strict_check() comes after it.
Rejection parse_request_head(std::string_view head, Request& request);

struct ResponseHead {
  int status = 0;
  Version version = Version::kHttp11;
  std::string_view reason;
  std::vector<Field> fields;  // views into the head, as the reason
};

// The same for a response (http client). False when it is malformed.
bool parse_response_head(std::string_view head, ResponseHead& response);

}  // namespace zato::http
