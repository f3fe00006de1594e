// Messages of services in the data formats that channels have, and the values they hold. Called for services with
// declared input and output (facilities.cpp). What is refused is told in words for whoever sent the message.
//
// No message costs much more than its size: nesting ends at kMaxDepth, the number of values at kMaxValues, pairs of a
// form at kMaxPairs; a document type definition is refused.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "zato/value.hpp"

namespace zato::service::formats {

inline constexpr std::size_t kMaxDepth = 100;
inline constexpr std::size_t kMaxValues = 500'000;
inline constexpr std::size_t kMaxPairs = 1'000;

// Integers beyond 64 bits become floats; of a name that an object has twice, the last value counts.
base::Result<zato::Value> parse_json(std::string_view text);
std::string write_json(const zato::Value& value);  // compact; what is no UTF-8 becomes U+FFFD, what is no number null

// A list of dicts, by the names in the first line. RFC 4180.
base::Result<zato::Value> parse_csv(std::string_view text);
base::Result<std::string> write_csv(
    const zato::Value& value);  // of a dict, or a list of dicts, without anything nested

// What is in the root element, whatever its name: children by their local names, as a list where a name is there
// several times or where all are called <item>; an element without children is its text. Attributes are left out.
// Written under <response>.
base::Result<zato::Value> parse_xml(std::string_view text);
base::Result<std::string> write_xml(const zato::Value& value);

// application/x-www-form-urlencoded: a dict of texts; a list where a name is there several times.
base::Result<zato::Value> parse_form(std::string_view text);

struct Written {
  std::string bytes;
  std::string media_type;
};

// By the name of the format. The empty one and `dict` are JSON, as is the answer to a form. kUnsupported: there is no
// such format.
base::Result<zato::Value> parse(std::string_view format, std::string_view bytes);
base::Result<Written> write(std::string_view format, const zato::Value& value);

}  // namespace zato::service::formats
