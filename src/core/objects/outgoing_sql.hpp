// Outgoing SQL connection: a pool of connections to a database that services query.
#pragma once

#include <string>

#include "base/secret.hpp"
#include "schema/object_type.hpp"

namespace zato::objects {

struct OutgoingSql {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  std::string engine = {};
  std::string host = {};
  std::int64_t port = 0;
  std::string db_name = {};
  std::string username = {};
  base::Secret password = {};
  std::int64_t pool_size = 1;
  std::string extra = {};  // lines of key=value

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
