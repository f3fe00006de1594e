// Memory in which the processes of one server publish their metrics to each other: a memfd made by the parent, one
// region per living child (its cell, process/heritage.hpp). A region holds two halves; the writer fills the one that is
// not current and then makes it current, so that a writer that is killed half-way leaves the last complete state
// behind.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/shared_memory.hpp"

namespace zato::metrics {

class RegionBoard {
 public:
  static constexpr std::size_t kDefaultHalf = 2 * 1024 * 1024;  // address space; pages are used only when written

  static base::Result<RegionBoard> create(int cells, std::size_t half_bytes = kDefaultHalf);
  static base::Result<RegionBoard> open(base::UniqueFd fd);

  int fd() const noexcept { return memory_.fd(); }
  int cells() const noexcept { return cells_; }

  // One process per cell, one thread at a time. False when `bytes` do not fit: the old state stays.
  bool publish(int cell, std::string_view bytes) const;
  // The last complete state; empty when there is none. Any process, while others publish.
  std::string read(int cell) const;

  // Whose cell it is now; 0: nobody's, but what was counted in it stays.
  pid_t owner(int cell) const noexcept;
  void set_owner(int cell, pid_t pid) const noexcept;

 private:
  struct Board;
  struct Region;

  RegionBoard(base::SharedMemory memory, int cells, std::size_t half_bytes)
      : memory_(std::move(memory)), cells_(cells), half_bytes_(half_bytes) {}
  Region& region(int cell) const noexcept;
  std::uint64_t* half(int cell, std::uint64_t version) const noexcept;

  base::SharedMemory memory_;
  int cells_ = 0;
  std::size_t half_bytes_ = 0;
};

}  // namespace zato::metrics
