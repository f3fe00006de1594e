// A server of a cluster, as it was created. Where it listens and how it fares is in odb/server_state.hpp.
#pragma once

#include <string>

#include "schema/object_type.hpp"

namespace zato::objects {

struct Server {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  std::string host = {};
  bool crypto_use_tls = false;
  std::string token = {};
  std::string last_join_status = "accepted";
  std::string last_join_mod_date = {};
  std::string last_join_mod_by = {};

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
