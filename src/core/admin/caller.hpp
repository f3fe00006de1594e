// Caller: on whose behalf an admin service runs. Made by whoever lets people in: the worker (from the security
// definition of the outermost channel) or the command line (who can read the ODB anyway, is its owner).
#pragma once

#include <string>

#include "admin/role.hpp"

namespace zato::admin {

struct Caller {
  std::string name;          // of the security definition, or of the operating system's user
  Role role = Role::kNone;   // kNone: nothing is allowed
  std::string cid = {};      // of the request
  std::string address = {};  // where it came from, if from a network
};

}  // namespace zato::admin
