// Publish/subscribe endpoint: who may publish to and subscribe to which topics.
#pragma once

#include <optional>
#include <string>

#include "schema/object_type.hpp"

namespace zato::objects {

struct PubSubEndpoint {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  bool is_internal = false;
  std::string endpoint_type = "rest";
  std::string role = "pub-sub";
  std::string topic_patterns = "pub=/*\nsub=/*";
  std::optional<schema::Id> security_id = {};
  std::optional<schema::Id> service_id = {};

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
