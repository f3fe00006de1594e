// E-mail: SMTP servers that services send through, IMAP mailboxes that they read.
#pragma once

#include <optional>
#include <string>

#include "base/secret.hpp"
#include "schema/object_type.hpp"

namespace zato::objects {

struct Smtp {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  std::string host = {};
  std::int64_t port = 25;
  std::int64_t timeout = 10;  // seconds
  std::string mode = "plain";
  std::string ping_address = "invalid@invalid";
  bool is_debug = false;
  std::string username = {};
  std::optional<base::Secret> password = {};

  static const schema::ObjectType& type();
};

struct Imap {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  std::string server_type = "generic-imap";
  std::string host = {};
  std::int64_t port = 993;
  std::string mode = "ssl";
  std::int64_t timeout = 10;  // seconds
  std::int64_t debug_level = 0;
  std::string username = {};
  std::optional<base::Secret> password = {};
  std::string get_criteria = "UNSEEN";
  std::string tenant_id = {};  // Microsoft 365
  std::string client_id = {};  // Microsoft 365
  std::string filter_criteria = "isRead ne true";

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
