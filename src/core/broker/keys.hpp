// Names of keys in Redis: all of a cluster's lie below zato:<cluster>: and clusters never share one.
#pragma once

#include <string>
#include <string_view>

namespace zato::broker {

class Keys {
 public:
  explicit Keys(std::string_view cluster) : prefix_("zato:" + escaped(cluster) + ":") {}

  std::string key(std::string_view name) const { return prefix_ + std::string(name); }
  std::string key(std::string_view family, std::string_view name) const {
    return prefix_ + std::string(family) + ":" + escaped(name);
  }
  const std::string& prefix() const noexcept { return prefix_; }

  // Letters, digits, '.', '_' and '-' stay, everything else becomes %XX: no name reaches into another's keys.
  static std::string escaped(std::string_view name);

 private:
  std::string prefix_;
};

}  // namespace zato::broker
