// The cluster: its name and where its parts are. One row per cluster of the ODB.
#pragma once

#include <optional>
#include <string>

#include "schema/object_type.hpp"

namespace zato::objects {

struct Cluster {
  schema::Id id = 0;
  std::int64_t version = 0;
  std::string name = {};
  std::string description = {};
  std::string odb_type = "sqlite";
  std::string odb_host = {};
  std::int64_t odb_port = 0;
  std::string odb_user = {};
  std::string odb_db_name = {};
  std::string odb_schema = {};
  std::string broker_host = {};
  std::int64_t broker_port = 0;
  std::string lb_host = "127.0.0.1";
  std::int64_t lb_port = 11223;
  std::int64_t lb_agent_port = 20151;
  std::optional<schema::Id> cw_srv_id = {};  // the server that is the singleton now; kept for the eyes of tools
  std::string cw_srv_keep_alive_dt = {};

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
