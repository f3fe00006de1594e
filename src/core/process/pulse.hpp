// Heartbeats in shared memory: each child's event loop stores the monotonic time into its cell, the parent looks.
// Steady time is one clock for all processes of a machine, so the values can be compared.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/clock.hpp"
#include "base/shared_memory.hpp"

namespace zato::process {

struct alignas(64) Pulse {
  std::atomic<std::int64_t> beat{0};    // nanoseconds of base::Monotonic; 0: none yet
  std::atomic<std::int32_t> thread{0};  // the thread that beats: whose stack is wanted when it stops
};
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

inline constexpr int kMaxCells = 128;  // children that may live at one time

class PulseBoard {
 public:
  static base::Result<PulseBoard> create() {
    ZATO_TRY(auto memory, base::SharedMemory::create("zato-pulses", kMaxCells * sizeof(Pulse)));
    return PulseBoard(std::move(memory));
  }
  static base::Result<PulseBoard> open(base::UniqueFd fd) {
    ZATO_TRY(auto memory, base::SharedMemory::open(std::move(fd)));
    if (memory.size() < kMaxCells * sizeof(Pulse))
      return base::fail(base::Code::kCorrupt, "shared memory of heartbeats is too small");
    return PulseBoard(std::move(memory));
  }

  int fd() const noexcept { return memory_.fd(); }
  // Zeroed memory is a valid Pulse array; both sides were built from this header.
  Pulse& operator[](int cell) const noexcept { return reinterpret_cast<Pulse*>(memory_.data())[cell]; }
  base::MonotonicTime last_beat(int cell) const noexcept {
    return base::MonotonicTime(std::chrono::nanoseconds((*this)[cell].beat.load(std::memory_order_relaxed)));
  }

 private:
  explicit PulseBoard(base::SharedMemory memory) : memory_(std::move(memory)) {}

  base::SharedMemory memory_;
};

}  // namespace zato::process
