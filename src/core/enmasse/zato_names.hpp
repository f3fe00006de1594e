// What Zato's files call things, where the object types do not know these names themselves. The one table of its kind.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/registry.hpp"

namespace zato::enmasse {

// The types that a section may hold, by its name in any version of Zato: one, or several which the `type` (or the fixed
// columns) of an item tell apart. Empty: no such section.
std::vector<const schema::ObjectType*> types_of_section(const schema::Registry& registry, std::string_view section);

// "basic_auth", "bearer_token", "sec-basic-auth": whether an item's `type` means this type.
bool is_called(const schema::ObjectType& type, std::string_view item_type);

// How documents that we write call the type beside others of its section.
std::string item_type(const schema::ObjectType& type);

// All section names, for "did you mean".
std::vector<std::string> section_names(const schema::Registry& registry);

// What Zato can import and this platform has no object type for: "Kafka channels". Empty: not of Zato either.
std::string_view unsupported_section(std::string_view section) noexcept;

// The field that `key` means in an item of this type; null where there is none.
const schema::Field* find_field(const schema::ObjectType& type, std::string_view key);

// Keys of Zato's files that say nothing here: ids of rows, orders to its importer.
bool is_without_meaning(std::string_view key) noexcept;

// Zato's word for a value where it differs from ours: oauth is bearer_token, srv is service.
std::string canonical_value(const schema::Field& field, std::string_view value);

// Objects that each cluster has from the start (zato.*, admin.*, pubapi): neither exported nor deleted.
bool is_default_object(std::string_view name) noexcept;

// What enmasse does not touch: clusters, servers.
bool is_in_documents(const schema::ObjectType& type) noexcept;
// What only a deployment creates and removes: services.
bool is_deployed(const schema::ObjectType& type) noexcept;

}  // namespace zato::enmasse
