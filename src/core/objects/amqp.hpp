// AMQP: a definition of a broker, channels that consume from its queues, outgoing connections that publish to it.
#pragma once

#include <optional>
#include <string>

#include "base/secret.hpp"
#include "schema/object_type.hpp"

namespace zato::objects {

struct AmqpDefinition {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  std::string host = {};
  std::int64_t port = 5672;
  std::string vhost = "/";
  std::string username = {};
  base::Secret password = {};
  std::int64_t frame_max = 131072;
  std::int64_t heartbeat = 1;  // seconds

  static const schema::ObjectType& type();
};

struct AmqpChannel {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  schema::Id def_id = 0;
  std::string queue = {};
  std::string consumer_tag_prefix = {};
  schema::Id service_id = 0;
  std::int64_t pool_size = 10;
  std::string ack_mode = "ack";
  std::int64_t prefetch_count = 0;
  std::string data_format = {};

  static const schema::ObjectType& type();
};

struct OutgoingAmqp {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  schema::Id def_id = 0;
  std::int64_t delivery_mode = 1;  // 2: persistent
  std::int64_t priority = 5;
  std::int64_t pool_size = 10;
  std::string content_type = {};
  std::string content_encoding = {};
  std::optional<std::int64_t> expiration = {};  // milliseconds
  std::string user_id = {};
  std::string app_id = {};

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
