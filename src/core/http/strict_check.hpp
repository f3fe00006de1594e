// The rules of RFC 9112 that a parser lets through and request smuggling lives on, checked on a parsed head (design 5).
// Pure function; used by RequestReader right after parse_request_head().
#pragma once

#include <cstddef>

#include "http/head_scan.hpp"
#include "http/message.hpp"

namespace zato::http {

// How the body arrives and what becomes of the connection.
struct Framing {
  enum class Body { kNone, kLength, kChunked };
  Body body = Body::kNone;
  std::size_t length = 0;  // kLength
  bool keep_alive = true;
  bool expects_continue = false;
};

// Sets method, path and query of `request`. Rejection{} when the request may be served.
Rejection strict_check(Request& request, const ReadLimits& limits, Framing& framing);

// Host = uri-host [ ":" port ], RFC 9110 7.2; empty is refused.
bool is_valid_host(std::string_view text) noexcept;

}  // namespace zato::http
