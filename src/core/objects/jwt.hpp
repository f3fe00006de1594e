// JWT definition: a user name and a password that are exchanged for a token, which channels then ask for.
#pragma once

#include <string>

#include "base/secret.hpp"
#include "objects/blocks.hpp"

namespace zato::objects {

struct Jwt {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  std::string username = {};
  base::Secret password = {};
  std::int64_t ttl = 3600;  // seconds
  RateLimit rate_limit = {};

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
