// Clusters of an ODB: how one comes to be and how programs find theirs. Everything inside a cluster is the Store's
// business.
#pragma once

#include "objects/cipher.hpp"
#include "objects/cluster.hpp"
#include "odb/database.hpp"

namespace zato::odb {

// kAlreadyExists when the name is taken.
base::Result<objects::Cluster> create_cluster(Connection& connection, objects::Cluster cluster,
                                              const std::string& actor);

// kNotFound: "the ODB has no cluster `x`", with a hint at a name alike.
base::Result<objects::Cluster> find_cluster(Connection& connection, std::string_view name);

base::Result<std::vector<objects::Cluster>> list_clusters(Connection& connection);

}  // namespace zato::odb
