// What store.cpp looks at before it changes anything, so that people read sentences and not constraint names. Runs
// inside the write transaction, after the cluster's sequence is taken: nobody else changes this cluster meanwhile.
#pragma once

#include "odb/database.hpp"
#include "schema/registry.hpp"

namespace zato::odb {

// kInvalidArgument when a reference leads nowhere within the cluster.
base::Result<void> check_references(Connection& connection, const schema::Registry& registry,
                                    const schema::ObjectType& type, const void* object);

// kAlreadyExists when another object has these unique fields.
base::Result<void> check_unique(Connection& connection, const schema::Registry& registry,
                                const schema::ObjectType& type, const void* object);

// kConflict when an object refers to this one.
base::Result<void> check_unused(Connection& connection, const schema::Registry& registry,
                                const schema::ObjectType& type, schema::Id id, const std::string& name);

}  // namespace zato::odb
