// Export: the configuration of a cluster as a document, and documents as text. The same configuration gives the same
// bytes, whatever the database.
#pragma once

#include "enmasse/filter.hpp"
#include "odb/store.hpp"

namespace zato::enmasse {

struct ExportOptions {
  Filter filter = {};
  bool with_secrets = false;
};

// What differs from its default, references by name; without ids, secrets, default objects (is_default_object), and
// services nobody changed.
base::Result<Document> export_all(odb::Store& store, const schema::Registry& registry, const ExportOptions& options);

// Sections of lists, as enmasse reads them.
std::string to_yaml_file(const schema::Registry& registry, const Document& document);
std::string to_json_file(const schema::Registry& registry, const Document& document);

}  // namespace zato::enmasse
