// Delta: what differs between two snapshots of a configuration. Whoever puts a snapshot in force looks here for what it
// has to touch (server/configuration.hpp).
#pragma once

#include <vector>

#include "schema/object_type.hpp"

namespace zato::odb {

struct Delta {
  struct Changed {
    const schema::ObjectType* type = nullptr;
    schema::Id id = 0;  // in the next snapshot: created or edited; only in the one before: deleted
  };

  bool everything = false;            // nothing is known about the one before: take all from the next
  std::vector<Changed> changed = {};  // each object once, whatever happened to it; ordered by type, then by id
};

}  // namespace zato::odb
