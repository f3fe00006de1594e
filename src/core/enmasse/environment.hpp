// Values out of the environment, in the forms that both Zatos know: ZatoEnmasseEnv.X and Zato_Enmasse_Env.X as a whole
// value, {Zato_Enmasse_Env.X} and ${X} within text.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace zato::enmasse {

class Environment {
 public:
  using Values = std::map<std::string, std::string, std::less<>>;

  Environment() = default;
  explicit Environment(Values values) : values_(std::move(values)) {}
  static Environment of_process();

  // NAME=value lines, # comments, [sections] without meaning; quotes around a value are dropped. Wins over what is
  // there. Errors name file and line.
  base::Result<void> add_file(std::string_view text, const std::string& file);

  const std::string* find(std::string_view name) const;

  // Variables that override single fields: Zato_Enmasse_Env_<type>_<name>_<field>, dots of the name as two underscores.
  bool has_overrides() const;
  const std::string* find_override(std::string_view type, std::string_view name, std::string_view field) const;

  struct Replaced {
    std::string text;
    bool changed = false;
    std::vector<std::string> missing = {};  // variables that are not set
    bool whole = false;                     // the text was nothing but one reference
  };
  Replaced replace(std::string_view text) const;

 private:
  Values values_;
};

}  // namespace zato::enmasse
