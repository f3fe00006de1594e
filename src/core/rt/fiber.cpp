#include "rt/fiber.hpp"

#include <cxxabi.h>

#include <cstdlib>
#include <exception>

#include "base/assert.hpp"
#include "base/scope_exit.hpp"
#include "log/log.hpp"

namespace zato::rt {
namespace {

thread_local Fiber* t_current = nullptr;
thread_local bool t_unwinding = false;

// Boost.Context's view of a StackPool; copied into the fiber.
struct PooledStack {
  StackPool* pool;
  boost::context::stack_context stack;
  boost::context::stack_context allocate() { return stack; }
  void deallocate(boost::context::stack_context& used) noexcept { pool->deallocate(used); }
};

[[noreturn]] void end_process_on_stray_exception() {
  constexpr log::Logger kLog{"zato.rt"};
  try {
    throw;
  } catch (const std::exception& e) {
    kLog.error("an exception left a fiber, the process ends: {}", e.what());
  } catch (...) {
    kLog.error("an exception of unknown type left a fiber, the process ends");
  }
  std::abort();
}

}  // namespace

Fiber* Fiber::current() noexcept { return t_current; }

bool unwinding() noexcept { return t_unwinding; }

void Fiber::swap_exception_state(ExceptionState& other) noexcept {
  // The Itanium C++ ABI fixes the layout: two words behind __cxa_get_globals().
  auto* ours = reinterpret_cast<ExceptionState*>(abi::__cxa_get_globals());
  std::swap(*ours, other);
}

void Fiber::start(Registry& registry, StackPool& stacks, std::function<void()> body) {
  const auto stack = stacks.allocate();
  Fiber& fiber = registry.emplace_back(registry, std::move(body));
  fiber.self_ = std::prev(registry.end());
  fiber.stack_bottom_ = static_cast<char*>(stack.sp) - stack.size;
  fiber.stack_size_ = stack.size;
  fiber.context_ = boost::context::fiber(std::allocator_arg, PooledStack{&stacks, stack},
                                         [&fiber](boost::context::fiber&& loop) { return fiber.run(std::move(loop)); });
  fiber.resume();
}

Fiber::~Fiber() {
  if (!context_) return;
  notes_.before_resume(stack_bottom_, stack_size_);
  t_unwinding = true;
  context_ = {};
  t_unwinding = false;
  notes_.after_resume();
}

boost::context::fiber Fiber::run(boost::context::fiber&& loop) {
  notes_.entered();
  loop_ = std::move(loop);
  try {
    body_();
  } catch (const boost::context::detail::forced_unwind&) {
    notes_.before_end();
    throw;  // the loop is being destroyed
  } catch (...) {
    end_process_on_stray_exception();
  }
  body_ = nullptr;
  notes_.before_end();
  return std::move(loop_);
}

void Fiber::suspend() {
  ZATO_ASSERT(t_current == this, "a fiber can only suspend itself");
  notes_.before_suspend();
  const base::ScopeExit back([this] { notes_.after_suspend(); });  // resume() throws when the stack is being unwound
  loop_ = std::move(loop_).resume();
}

void Fiber::resume() {
  ZATO_ASSERT(t_current == nullptr, "fibers are resumed by the loop, never by each other");
  t_current = this;
  swap_exception_state(exceptions_);
  notes_.before_resume(stack_bottom_, stack_size_);
  context_ = std::move(context_).resume();
  notes_.after_resume();
  swap_exception_state(exceptions_);
  t_current = nullptr;
  if (!context_) registry_.erase(self_);
}

}  // namespace zato::rt
