#include "metrics/region.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>

namespace zato::metrics {
namespace {

constexpr std::size_t kPage = 4096;
constexpr std::uint64_t kMagic = 0x7a61746f2d6d3031;  // "zato-m01"

std::size_t region_bytes(std::size_t half_bytes) { return kPage + 2 * half_bytes; }

}  // namespace

struct RegionBoard::Board {
  std::uint64_t magic, cells, half_bytes;
};

// First page of a region.
struct RegionBoard::Region {
  std::atomic<std::uint64_t> version;  // its lowest bit says which half is current; 0: nothing published yet
  std::atomic<std::uint64_t> sizes[2];
  std::atomic<std::int32_t> owner;
};

base::Result<RegionBoard> RegionBoard::create(int cells, std::size_t half_bytes) {
  const std::size_t bytes = kPage + static_cast<std::size_t>(cells) * region_bytes(half_bytes);
  ZATO_TRY(auto memory, base::SharedMemory::create("zato-metrics", bytes));
  const Board board{.magic = kMagic, .cells = static_cast<std::uint64_t>(cells), .half_bytes = half_bytes};
  std::memcpy(memory.data(), &board, sizeof(board));
  return RegionBoard(std::move(memory), cells, half_bytes);
}

base::Result<RegionBoard> RegionBoard::open(base::UniqueFd fd) {
  ZATO_TRY(auto memory, base::SharedMemory::open(std::move(fd)));
  Board board{};
  if (memory.size() >= kPage) std::memcpy(&board, memory.data(), sizeof(board));
  if (board.magic != kMagic || memory.size() != kPage + board.cells * region_bytes(board.half_bytes)) {
    return base::fail(base::Code::kCorrupt, "the inherited memory is not one of metrics");
  }
  return RegionBoard(std::move(memory), static_cast<int>(board.cells), board.half_bytes);
}

RegionBoard::Region& RegionBoard::region(int cell) const noexcept {
  return *reinterpret_cast<Region*>(memory_.data() + kPage +
                                    static_cast<std::size_t>(cell) * region_bytes(half_bytes_));
}

std::uint64_t* RegionBoard::half(int cell, std::uint64_t version) const noexcept {
  auto* base = reinterpret_cast<std::byte*>(&region(cell)) + kPage;
  return reinterpret_cast<std::uint64_t*>(base + (version & 1) * half_bytes_);
}

// Words are stored with release and loaded with acquire, so that a reader who sees a word of a newer state in "its"
// half also sees the newer version number and tries again. Fences would say the same; thread sanitizers do not
// understand them.
bool RegionBoard::publish(int cell, std::string_view bytes) const {
  if (bytes.size() > half_bytes_) return false;
  Region& to = region(cell);
  const std::uint64_t next = to.version.load(std::memory_order_relaxed) + 1;
  std::uint64_t* words = half(cell, next);
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, std::min(sizeof(word), bytes.size() - at));
    std::atomic_ref(words[at / sizeof(word)]).store(word, std::memory_order_release);
  }
  to.sizes[next & 1].store(bytes.size(), std::memory_order_release);
  to.version.store(next, std::memory_order_release);
  return true;
}

std::string RegionBoard::read(int cell) const {
  Region& from = region(cell);
  while (true) {
    const std::uint64_t version = from.version.load(std::memory_order_acquire);
    if (version == 0) return {};
    std::uint64_t* words = half(cell, version);
    const std::size_t size =
        std::min<std::size_t>(from.sizes[version & 1].load(std::memory_order_acquire), half_bytes_);
    std::string bytes(size, '\0');
    for (std::size_t at = 0; at < size; at += sizeof(std::uint64_t)) {
      const std::uint64_t word = std::atomic_ref(words[at / sizeof(std::uint64_t)]).load(std::memory_order_acquire);
      std::memcpy(bytes.data() + at, &word, std::min(sizeof(word), size - at));
    }
    // Another version means that our half may have been written to meanwhile. Writers publish about once a second.
    if (from.version.load(std::memory_order_relaxed) == version) return bytes;
  }
}

pid_t RegionBoard::owner(int cell) const noexcept { return region(cell).owner.load(std::memory_order_relaxed); }
void RegionBoard::set_owner(int cell, pid_t pid) const noexcept {
  region(cell).owner.store(pid, std::memory_order_relaxed);
}

}  // namespace zato::metrics
