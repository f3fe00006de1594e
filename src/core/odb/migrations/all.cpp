#include "odb/migrations/all.hpp"

#include <array>

namespace zato::odb {

std::span<const Migration> migrations() {
  static constexpr std::array kAll = {
      Migration{1, "initial", nullptr},
      // Changes tell what they changed. Nothing to rewrite, but programs that do not know it must not write here any more.
      Migration{2, "history", nullptr},
  };
  return kAll;
}

}  // namespace zato::odb
