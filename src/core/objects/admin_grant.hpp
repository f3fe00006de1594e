// Admin grant: which role the callers with one security definition have in the admin API. Whoever has no grant may do
// nothing there.
#pragma once

#include <string>

#include "schema/object_type.hpp"

namespace zato::objects {

struct AdminGrant {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  schema::Id security_id = 0;
  std::string role = "viewer";

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
