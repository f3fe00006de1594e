// gzip bodies (RFC 1952) and what Accept-Encoding says of them. On fibers: between pieces of work others get their
// turn.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace zato::http {

// Whether a response may be gzip: "gzip" or "*" is listed with a q above 0. An absent header asks for none.
bool accepts_gzip(std::string_view accept_encoding) noexcept;

std::string gzip(std::string_view plain);

// What is small may unpack to any size: kResourceExhausted beyond `limit` bytes, and kUnavailable where `reserve`
// refuses the memory that it is asked for before it is used. kInvalidArgument for what is not gzip, is cut off or has
// something behind it.
base::Result<std::string> gunzip(std::string_view packed, std::size_t limit,
                                 const std::function<bool(std::size_t bytes)>& reserve);

}  // namespace zato::http
