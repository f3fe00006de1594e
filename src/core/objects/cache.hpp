// Built-in cache: named values that services of one server share, with a limit on their number and size.
#pragma once

#include <string>

#include "schema/object_type.hpp"

namespace zato::objects {

struct BuiltinCache {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  bool is_default = false;
  std::int64_t max_size = 10'000;       // entries
  std::int64_t max_item_size = 10'000;  // bytes
  bool extend_expiry_on_get = true;
  bool extend_expiry_on_set = true;
  std::string sync_method = "no-sync";
  std::string persistent_storage = "no-persistent-storage";

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
