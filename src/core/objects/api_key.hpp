// API key: a secret that clients send in a header of its own.
#pragma once

#include <string>

#include "base/secret.hpp"
#include "objects/blocks.hpp"

namespace zato::objects {

struct ApiKey {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  std::string header = "X-API-Key";
  base::Secret password = {};
  RateLimit rate_limit = {};

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
