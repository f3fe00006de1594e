// Objects to rows and back: column lists and the conversion of single values. Used by store.cpp and snapshot.cpp.
#pragma once

#include "objects/cipher.hpp"
#include "odb/database.hpp"
#include "schema/object_type.hpp"

namespace zato::odb {

// "id, cluster_id, version, name, …": the order that read_object expects. `qualifier` as in "t.".
std::string select_list(const schema::ObjectType& type, std::string_view qualifier = {});

// Where in that list a field is.
std::size_t column_of(const schema::ObjectType& type, const schema::Field& field);

// "cluster_id = $1 AND sec_type = 'basic_auth'": the rows of this type in the cluster given as $1. A global type: "id =
// $1".
std::string rows_of_cluster(const schema::ObjectType& type);

base::Result<void> read_object(const schema::ObjectType& type, const Row& row, const objects::Cipher& cipher,
                               void* object);

struct Assignment {
  std::string column;
  Cell value;
};
// Every field that is configuration, and the fixed columns; not id, cluster_id and version.
base::Result<std::vector<Assignment>> assignments(const schema::ObjectType& type, const void* object,
                                                  const objects::Cipher& cipher);

Cell to_cell(const schema::Value& value);                              // not for secrets
schema::Value to_value(const schema::Field& field, const Cell& cell);  // a secret stays as it is stored

}  // namespace zato::odb
