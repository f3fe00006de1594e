// meta_check: the rules that descriptions themselves must keep. Runs in a unit test and whenever a registry is built.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "schema/object_type.hpp"

namespace zato::schema {

// What is wrong, one sentence each, naming type and field; empty when all is well.
std::vector<std::string> meta_check(std::span<const ObjectType* const> types);

}  // namespace zato::schema
