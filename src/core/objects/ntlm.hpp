// NTLM definition: what outgoing connections log in to Windows servers with.
#pragma once

#include <string>

#include "base/secret.hpp"
#include "schema/object_type.hpp"

namespace zato::objects {

struct Ntlm {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  std::string username = {};
  base::Secret password = {};

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
