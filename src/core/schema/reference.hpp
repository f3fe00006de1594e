// The reference page of all object types, written from their descriptions: docs/reference/objects.md.
#pragma once

#include <string>

#include "schema/registry.hpp"

namespace zato::schema {

std::string reference_markdown(const Registry& registry);

// "required; 1 to 65535", "one of `a`, `b`", "a Service, or its name as `service`": what a field may hold, in words.
std::string rules_in_words(const Registry& registry, const Field& field);

}  // namespace zato::schema
