// Stacks of fibers: mapped on demand with a guard page below, kept for reuse. Used by fiber.cpp on the loop thread.
#pragma once

#include <cstddef>
#include <vector>

#include <boost/context/stack_context.hpp>

namespace zato::rt {

class StackPool {
 public:
  StackPool() = default;
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;
  ~StackPool();

  boost::context::stack_context allocate();  // throws std::bad_alloc when the system has no memory or mappings left
  void deallocate(boost::context::stack_context& stack) noexcept;

 private:
  std::vector<void*> free_;  // lowest addresses of the mappings
};

}  // namespace zato::rt
