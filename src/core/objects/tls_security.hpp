// Security by TLS certificates: what a client's certificate must say to be let in by a channel, what outgoing
// connections show of their own, and whose certificates they trust.
#pragma once

#include <string>

#include "base/secret.hpp"
#include "schema/object_type.hpp"

namespace zato::objects {

struct TlsChannelSecurity {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  std::string value = {};  // lines of key=value

  static const schema::ObjectType& type();
};

struct TlsKeyCert {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  base::Secret auth_data = {};  // PEM: private key and certificates

  static const schema::ObjectType& type();
};

struct TlsCaCert {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  std::string value = {};  // PEM

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
