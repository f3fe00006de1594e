// user_config: what users put into *.ini files beside the server's own configuration (config/repo/user-conf/).
//
//   [crm]                    in my-conf.ini
//   host = example.com
//   port = 8080
//
//   user_config["my_conf"]["crm"]["port"].as_int()
//   user_config.get("my_conf", "crm", "timeout", 10).as_int()      // where it may be missing
//
// Files are known with and without .ini, and with _ in the place of -. Numbers, true, false, yes, no, none and [lists]
// are what they say, $NAME is that variable of the environment, anything else is text. Edited files count from the next
// call of a service on.
#pragma once

#include <string_view>

#include "zato/raise.hpp"
#include "zato/value.hpp"

namespace zato {

class UserConfig {
 public:
  explicit UserConfig(Runtime* runtime = nullptr) noexcept : runtime_(runtime) {}

  // The same during one call of a service; valid until that ends.
  const Value& operator[](std::string_view file) const { return files()[file]; }

  Value get(std::string_view file, std::string_view section, std::string_view key, Value otherwise = {}) const {
    const Value* value = &files();
    for (const auto name : {file, section, key}) {
      value = value->is_dict() ? value->as_dict().find(name) : nullptr;
      if (!value) return otherwise;
    }
    return *value;
  }

 private:
  const Value& files() const { return detail::needed(runtime_).user_config(); }

  Runtime* runtime_;
};

}  // namespace zato
