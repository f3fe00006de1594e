// The change of configuration that a deployment ends in: all of it in one transaction, seen by all workers at one
// sequence.
#pragma once

#include "deploy/runs.hpp"
#include "odb/store.hpp"

namespace zato::deploy {

struct Done {
  std::string name;    // of the file
  std::string action;  // create, edit, delete
  schema::Id id = 0;
};

// Inside a transaction of `store`: the planned files are in force, services that the cluster did not know are known,
// and the run is closed as deployed. kConflict: the run is over already, or not all workers have loaded it.
base::Result<std::vector<Done>> activate(odb::Store& store, const Run& run, const std::string& actor);

}  // namespace zato::deploy
