// ZeroMQ: channels that receive messages for services, outgoing connections that services send through.
#pragma once

#include <string>

#include "schema/object_type.hpp"

namespace zato::objects {

struct ZmqChannel {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  std::string address = {};
  std::string socket_type = "PULL";
  std::string socket_method = "bind";
  std::string sub_key = {};
  std::string pool_strategy = "single";
  std::string service_source = "zato";
  schema::Id service_id = 0;
  std::string data_format = {};

  static const schema::ObjectType& type();
};

struct OutgoingZmq {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  std::string address = {};
  std::string socket_type = "PUSH";
  std::string socket_method = "bind";

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
