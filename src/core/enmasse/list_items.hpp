// Lists whose items are other objects: by name in documents; in the ODB by name, by id, or as basic_auth-12, as the
// field wants it.
#pragma once

#include "enmasse/inventory.hpp"

namespace zato::enmasse {

// How the field stores this object.
std::string stored_item(const schema::Field& list, const schema::ObjectType& type, schema::Id id,
                        const std::string& name);

// The name behind a stored item; the item itself where it leads to nothing.
std::string shown_item(const schema::Registry& registry, const Inventory& inventory, const schema::Field& list,
                       const std::string& item);

}  // namespace zato::enmasse
