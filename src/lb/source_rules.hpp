// Configuration that an administrator wrote as free text: what it must not contain, because HAProxy would then run
// other programs, read files or open sockets for its author, and what it must keep so that servers can still be
// managed. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "lb/haproxy_config.hpp"

namespace zato::lb {

// kInvalidArgument names the line and the word. Passing this check says nothing about HAProxy's own verdict.
base::Result<void> check_source(std::string_view text);

// The same text with `servers` between its marker lines. `text` has passed check_source().
std::string with_servers(std::string_view text, const std::vector<Server>& servers);

}  // namespace zato::lb
