// One file of services that is deployed to the cluster: which version of it every server runs. The versions themselves
// are not configuration (deploy/versions.hpp).
#pragma once

#include <string>

#include "schema/object_type.hpp"

namespace zato::objects {

struct Deployment {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  std::string language = "python";
  std::int64_t number = 0;
  std::string digest = {};
  std::int64_t size = 0;
  schema::List services = {};
  std::int64_t run = 0;
  std::string deployed_by = {};
  std::string deployed_at = {};
  std::string signature = {};

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
