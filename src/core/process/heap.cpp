#include "process/heap.hpp"

#include <malloc.h>

#include <algorithm>
#include <thread>

#include "process/code_pages.hpp"

namespace zato::process {
namespace {

constexpr int kLargeBuffer = 128 * 1024;  // where the allocator's own, moving threshold begins

}  // namespace

// The allocator would give a heap of its own to each of a dozen threads, and what passes from thread to thread stays in all of
// them. And whenever a large buffer is freed, it would take buffers of that size from those heaps from then on, which are full of
// holes afterwards: with a threshold that stays they come from the system and go back to it. What workers held after thousands of
// deployments, and how it depends on the number of heaps: docs/design/0015-small-processes.md.
void keep_heap_small() noexcept {
  ::mallopt(M_ARENA_MAX, std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / 2));
  ::mallopt(M_MMAP_THRESHOLD, kLargeBuffer);
}

void give_memory_back() noexcept {
  ::malloc_trim(0);
  give_back_code_pages();
}

}  // namespace zato::process
