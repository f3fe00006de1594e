// Clusters of an ODB: how one comes to be and how programs find theirs. Everything inside a cluster is the Store's
// business.
#pragma once

#include <functional>

#include "objects/cipher.hpp"
#include "objects/cluster.hpp"
#include "odb/database.hpp"
#include "schema/registry.hpp"

namespace zato::odb {

// kAlreadyExists when the name is taken. `fill` puts the first objects into it, in the same transaction (so with a
// store made with inside_transaction); it may run more than once.
base::Result<objects::Cluster> create_cluster(Connection& connection, objects::Cluster cluster,
                                              const std::string& actor,
                                              const std::function<base::Result<void>(schema::Id)>& fill = {});

// kNotFound: "the ODB has no cluster `x`", with a hint at a name alike.
base::Result<objects::Cluster> find_cluster(Connection& connection, std::string_view name);

base::Result<std::vector<objects::Cluster>> list_clusters(Connection& connection);

// The cluster and everything in it, its history included. Nothing where there is no such cluster.
base::Result<void> remove_cluster(Connection& connection, const schema::Registry& registry, schema::Id cluster_id);

}  // namespace zato::odb
