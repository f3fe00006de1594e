// Outgoing FTP connection: a server whose files services read and write.
#pragma once

#include <optional>
#include <string>

#include "base/secret.hpp"
#include "schema/object_type.hpp"

namespace zato::objects {

struct OutgoingFtp {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  std::string host = {};
  std::int64_t port = 21;
  std::string username = {};
  std::optional<base::Secret> password = {};
  std::string acct = {};
  std::optional<std::int64_t> timeout = {};  // seconds
  bool dircache = true;
  std::string default_directory = {};

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
