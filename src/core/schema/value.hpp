// Value: what one field of one object holds, whatever its type. Interpreters (SQL, API, CLI, forms) see fields only as
// these.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace zato::schema {

using Id = std::int64_t;  // row ids start at 1; 0 means "not stored yet" or "refers to nothing"
using List = std::vector<std::string>;
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, base::Secret, List>;

// Values by field name: what arrives from outside before it is known to be right.
using Record = std::map<std::string, Value, std::less<>>;

enum class Kind {
  kBool,
  kInt,
  kFloat,
  kString,  // one line
  kText,    // many lines
  kEnum,    // a string out of a list
  kSecret,  // encrypted at rest, never shown
  kRef,     // the id of another object
  kList,    // strings, none of them with a line break
};

std::string_view kind_name(Kind kind) noexcept;

inline bool is_null(const Value& value) noexcept { return std::holds_alternative<std::monostate>(value); }

// "true", "42", "text", "a, b"; a secret is masked. For messages and tables.
std::string to_text(const Value& value);

// The reading of `text` as a value of `kind`: what command lines, forms and configuration files hand over. kList: one
// item a line.
base::Result<Value> parse(Kind kind, std::string_view text);

}  // namespace zato::schema
