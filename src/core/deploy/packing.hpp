// Bytes of deployed files as the text that a package's row holds: base64, in most cases of what zstd makes of them. The
// only users of zstd. Called by versions.cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace zato::deploy {

// Keeps what zstd needs from one package to the next. One thread at a time.
class Packing {
 public:
  Packing();
  ~Packing();

  // Begins with `zstd:` where packing makes it shorter.
  std::string pack(std::string_view bytes);

  // Also of texts without the beginning, as they were written before there was any. kCorrupt: it is no such text, or
  // does not hold `size` bytes; no more memory than these is used.
  base::Result<std::string> unpack(std::string_view text, std::size_t size);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zato::deploy
