// A service, known to the cluster by its name; its code comes from modules and deployments.
#pragma once

#include <string>

#include "objects/blocks.hpp"

namespace zato::objects {

struct Service {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  std::string impl_name = {};
  bool is_internal = false;
  std::int64_t slow_threshold = 99999;
  std::int64_t sample_req_resp_freq = 0;
  std::int64_t max_concurrent = 0;
  std::int64_t max_concurrent_wait = 0;
  std::string execution = "declared";
  std::int64_t timeout = 0;
  bool is_json_schema_enabled = false;
  bool needs_json_schema_err_details = false;
  RateLimit rate_limit = {};

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
