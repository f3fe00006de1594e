// Url: an absolute http:// or https:// URL in its parts. What is not plainly one is refused: where two programs read a
// URL differently, the guard that checks it and the client that follows it could mean different servers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace zato::outgoing {

struct Url {
  bool tls = false;
  std::string host = {};  // lower case; an IPv6 address without its brackets
  std::uint16_t port = 80;
  std::string target = "/";  // path and query

  std::string origin() const;  // "https://crm.example.com", with the port where it is not the usual one
  std::string text() const { return origin() + target; }
  bool same_origin(const Url& other) const { return tls == other.tls && host == other.host && port == other.port; }
};

// kInvalidArgument says what is wrong: another scheme, a user or a password in it, characters that no host has.
base::Result<Url> parse_url(std::string_view text);

// Where the Location of an answer from `from` leads (RFC 9110 10.2.2): absolute, "//host/…", "/path" or relative.
base::Result<Url> resolve_location(const Url& from, std::string_view location);

}  // namespace zato::outgoing
