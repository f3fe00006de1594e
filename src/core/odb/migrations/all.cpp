#include "odb/migrations/all.hpp"

#include <array>

namespace zato::odb {

std::span<const Migration> migrations() {
  static constexpr std::array kAll = {
      Migration{1, "initial", nullptr},
  };
  return kAll;
}

}  // namespace zato::odb
