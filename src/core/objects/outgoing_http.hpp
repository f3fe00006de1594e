// Outgoing HTTP connections: REST and SOAP servers that services call. http_target.hpp holds what both have in common.
#pragma once

#include <optional>
#include <string>

#include "base/secret.hpp"
#include "objects/blocks.hpp"
#include "objects/http_target.hpp"

namespace zato::objects {

struct OutgoingRest {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  bool is_internal = false;
  HttpTarget target = {};
  bool is_wrapper = false;
  std::string wrapper_type = {};
  std::string username = {};  // of a wrapper
  std::optional<base::Secret> password = {};
  AuditLog audit = {};

  static const schema::ObjectType& type();
};

struct OutgoingSoap {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  bool is_internal = false;
  HttpTarget target = {};
  std::string soap_action = {};
  std::string soap_version = "1.1";
  std::string serialization_type = "string";
  AuditLog audit = {};

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
