// Publish/subscribe topic: where messages are published and subscribers find them.
#pragma once

#include <optional>
#include <string>

#include "schema/object_type.hpp"

namespace zato::objects {

struct PubSubTopic {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  bool is_internal = false;
  bool has_gd = false;  // guaranteed delivery
  bool is_api_sub_allowed = true;
  std::optional<schema::Id> hook_service_id = {};
  std::string on_no_subs_pub = "accept";
  std::int64_t max_depth_gd = 10'000;
  std::int64_t max_depth_non_gd = 1'000;
  std::int64_t depth_check_freq = 100;
  std::int64_t pub_buffer_size_gd = 0;
  std::int64_t task_sync_interval = 500;       // milliseconds
  std::int64_t task_delivery_interval = 2000;  // milliseconds
  std::int64_t limit_retention = 86400;        // seconds
  std::int64_t limit_message_expiry = 86400;   // seconds
  std::int64_t limit_sub_inactivity = 86400;   // seconds

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
