// A module of another version, as the loader sees it.
#include "zato/abi.hpp"

extern "C" [[gnu::visibility("default")]] const zato::abi::Module* zato_module() {
  static const zato::abi::Module module{zato::abi::kMagic, zato::abi::kStamp + 1, "0.0.1", "g++ 2.95", nullptr};
  return &module;
}
