// WS-Security definition: the UsernameToken that callers of SOAP channels send.
#pragma once

#include <string>

#include "base/secret.hpp"
#include "schema/object_type.hpp"

namespace zato::objects {

struct Wss {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  std::string username = {};
  base::Secret password = {};
  std::string password_type = "clear_text";
  bool reject_empty_nonce_creat = true;
  bool reject_stale_tokens = true;
  std::int64_t reject_expiry_limit = 3600;   // seconds
  std::int64_t nonce_freshness_time = 3600;  // seconds

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
