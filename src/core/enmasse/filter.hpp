// Filter: the part of a configuration that an export or an import is about: --include-type and --include-name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "enmasse/document.hpp"

namespace zato::enmasse {

class Filter {
 public:
  Filter() = default;  // everything

  // Comma-separated. Types: "all", a section, a type, a noun, a family, or Zato's "rest", "pubsub", "sql", "cache".
  // Names: parts of names, upper or lower case. kInvalidArgument names a word that means no type.
  static base::Result<Filter> make(const schema::Registry& registry, std::string_view types, std::string_view names);

  bool accepts(const schema::ObjectType& type) const;
  bool accepts(const schema::ObjectType& type, std::string_view name) const;

  Document apply(Document document) const;

 private:
  std::vector<const schema::ObjectType*> types_ = {};  // empty: all
  std::vector<std::string> names_ = {};                // lower case; empty: all
};

}  // namespace zato::enmasse
