// IBM MQ: a definition of a queue manager, channels that receive from its queues, outgoing connections that send to it.
#pragma once

#include <optional>
#include <string>

#include "base/secret.hpp"
#include "schema/object_type.hpp"

namespace zato::objects {

struct IbmMqDefinition {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  std::string host = {};
  std::int64_t port = 1414;
  std::string queue_manager = {};
  std::string channel = {};
  std::string username = {};
  std::optional<base::Secret> password = {};
  bool use_jms = false;
  bool cache_open_send_queues = true;
  bool cache_open_receive_queues = true;
  bool use_shared_connections = true;
  std::string dynamic_queue_template = "SYSTEM.DEFAULT.MODEL.QUEUE";
  bool ssl = false;
  std::string ssl_cipher_spec = {};
  std::string ssl_key_repository = {};
  bool needs_mcd = false;
  std::int64_t max_chars_printed = 100;

  static const schema::ObjectType& type();
};

struct IbmMqChannel {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  schema::Id def_id = 0;
  std::string queue = {};
  schema::Id service_id = 0;
  std::string data_format = {};

  static const schema::ObjectType& type();
};

struct OutgoingIbmMq {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  schema::Id def_id = 0;
  std::int64_t delivery_mode = 1;  // 2: persistent
  std::int64_t priority = 5;
  std::optional<std::int64_t> expiration = {};  // milliseconds

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
