// Publish/subscribe subscription: the topics whose messages an endpoint receives, and how they reach it.
#pragma once

#include <optional>
#include <string>

#include "objects/pubsub_delivery.hpp"

namespace zato::objects {

struct PubSubSubscription {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  bool is_internal = false;
  schema::Id endpoint_id = 0;
  std::string endpoint_type = "rest";
  schema::List topic_list = {};
  std::optional<std::string> sub_key = {};
  std::optional<schema::Id> server_id = {};
  std::string active_status = "pub-sub";
  bool has_gd = true;
  bool is_staging_enabled = false;
  PubSubDelivery delivery = {};
  PubSubTarget target = {};

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
