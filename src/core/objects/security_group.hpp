// Security group: definitions any one of which lets a caller in.
#pragma once

#include <string>

#include "schema/object_type.hpp"

namespace zato::objects {

struct SecurityGroup {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  std::string group_type = "zato-api-creds";
  schema::List members = {};  // <type>-<id>, as in basic_auth-12

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
