// Secrets in messages that are kept for people to look at.
#pragma once

#include <string>
#include <string_view>

namespace zato::service {

// `text` with ****** in place of the values whose names sound like secrets (password, token, api_key, authorization, …),
// in JSON, XML, forms and lines of name: value, whole or cut off.
std::string redacted(std::string_view text);

}  // namespace zato::service
