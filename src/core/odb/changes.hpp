// The record of configuration changes: numbered without gaps per cluster, written in the transaction of the change
// itself. Servers follow it to converge.
#pragma once

#include "odb/database.hpp"
#include "schema/value.hpp"

namespace zato::odb {

struct Change {
  std::int64_t sequence = 0;
  std::string object_type = {};
  schema::Id object_id = 0;
  std::string object_name = {};
  std::string action = {};  // create, edit, delete
  std::string actor = {};
  std::string changed_at = {};
};

// Takes the cluster's next number. From here on other writers of this cluster wait until the transaction ends, which is
// what makes numbers gapless and lets a writer look before it changes. kNotFound: no such cluster.
base::Result<std::int64_t> next_sequence(Connection& connection, schema::Id cluster_id);

base::Result<void> record_change(Connection& connection, schema::Id cluster_id, const Change& change);

// The number of the last change. Cheap enough to ask every other second.
base::Result<std::int64_t> current_sequence(Connection& connection, schema::Id cluster_id);

base::Result<std::vector<Change>> changes_since(Connection& connection, schema::Id cluster_id, std::int64_t sequence,
                                                std::int64_t limit = 1000);

}  // namespace zato::odb
