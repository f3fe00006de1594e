#include "rt/stack_pool.hpp"

#include <sys/mman.h>

#include <new>

#include "rt/sanitizers.hpp"

namespace zato::rt {
namespace {

// Only touched pages cost memory; the size is what the deepest call chain of a service may need. Sanitizers enlarge frames.
constexpr std::size_t kGuard = 4096;
constexpr std::size_t kStack = (sanitized() ? 1024 : 256) * 1024;
constexpr std::size_t kMapping = kGuard + kStack;

// Stacks that lie ready. More than these are given back to the system, so that a burst of 10,000 fibers leaves no trace.
constexpr std::size_t kKept = 256;

}  // namespace

StackPool::~StackPool() {
  for (void* mapping : free_) ::munmap(mapping, kMapping);
}

boost::context::stack_context StackPool::allocate() {
  void* mapping = nullptr;
  if (!free_.empty()) {
    mapping = free_.back();
    free_.pop_back();
  } else {
    mapping = ::mmap(nullptr, kMapping, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (mapping == MAP_FAILED) throw std::bad_alloc();
    if (::mprotect(mapping, kGuard, PROT_NONE) != 0) {
      ::munmap(mapping, kMapping);
      throw std::bad_alloc();
    }
  }
  unpoison_stack(static_cast<char*>(mapping) + kGuard, kStack);
  boost::context::stack_context stack;
  stack.size = kStack;
  stack.sp = static_cast<char*>(mapping) + kMapping;
  return stack;
}

void StackPool::deallocate(boost::context::stack_context& stack) noexcept {
  void* mapping = static_cast<char*>(stack.sp) - kMapping;
  if (free_.size() < kKept) {
    free_.push_back(mapping);
  } else {
    ::munmap(mapping, kMapping);
  }
}

}  // namespace zato::rt
