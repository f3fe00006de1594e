#include "admin/shape.hpp"

#include <algorithm>

namespace zato::admin {

const Parameter* Shape::find(std::string_view key) const noexcept {
  const auto called = [&](const Parameter& one) {
    return one.name == key || std::ranges::find(one.aliases, key) != one.aliases.end();
  };
  const auto named = std::ranges::find(parameters, key, &Parameter::name);
  const auto found = named != parameters.end() ? named : std::ranges::find_if(parameters, called);
  return found == parameters.end() ? nullptr : &*found;
}

}  // namespace zato::admin
