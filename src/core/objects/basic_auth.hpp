// HTTP Basic Auth definition: a user name and a password that channels ask for.
#pragma once

#include <string>

#include "base/secret.hpp"
#include "objects/blocks.hpp"

namespace zato::objects {

struct BasicAuth {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  std::string username = {};
  std::string realm = {};
  base::Secret password = {};
  RateLimit rate_limit = {};

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
