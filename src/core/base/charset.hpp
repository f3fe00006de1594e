// Texts in other character sets than UTF-8, by the C library's iconv. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace zato::base {

bool is_charset(const std::string& name);            // "iso-8859-2", "windows-1252", …, in any case
bool means_utf8(std::string_view charset) noexcept;  // also "" and us-ascii, of which it is a superset

// kInvalidArgument names the set and the position, in bytes, of what cannot be converted.
Result<std::string> to_utf8(std::string_view text, const std::string& charset);
Result<std::string> from_utf8(std::string_view text, const std::string& charset);

}  // namespace zato::base
