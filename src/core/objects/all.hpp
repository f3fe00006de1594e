// Every object type of the product. A new type is one pair of files beside this one and one line in all.cpp.
#pragma once

#include "schema/registry.hpp"

namespace zato::objects {

const schema::Registry& all();

}  // namespace zato::objects
