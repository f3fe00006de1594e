#include "rt/fiber.hpp"

#include <cxxabi.h>

#include <cstdlib>
#include <exception>

#include "base/assert.hpp"
#include "log/log.hpp"

namespace zato::rt {
namespace {

thread_local Fiber* t_current = nullptr;
thread_local bool t_unwinding = false;

namespace context = boost::context::detail;

// Thrown out of suspend() when the loop goes while a fiber waits: destructors on its stack run, nothing else does.
struct Unwind {};

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

Fiber::Fiber(Registry& registry, StackPool& stacks, std::function<void()> body)
    : registry_(registry), stacks_(stacks), body_(std::move(body)), stack_(stacks.allocate()) {
  context_ = context::make_fcontext(stack_.sp, stack_.size, &Fiber::enter);
}

Fiber::~Fiber() {
  if (context_) {
    unwinding_ = t_unwinding = true;
    switch_into();
    t_unwinding = false;
  }
  stacks_.deallocate(stack_);
}

void Fiber::start(Registry& registry, StackPool& stacks, std::function<void()> body) {
  Fiber& fiber = registry.emplace_back(registry, stacks, std::move(body));
  fiber.self_ = std::prev(registry.end());
  fiber.resume();
}

// The first frame on the fiber's stack; never returns.
void Fiber::enter(context::transfer_t from_loop) {
  auto* fiber = static_cast<Fiber*>(from_loop.data);
  fiber->notes_.entered();
  fiber->loop_ = from_loop.fctx;
  fiber->run_body();
  fiber->context_ = nullptr;
  fiber->notes_.before_end();
  context::jump_fcontext(fiber->loop_, nullptr);
}

void Fiber::run_body() {
  try {
    if (!unwinding_) body_();
  } catch (const Unwind&) {
    // the loop is being destroyed
  } catch (...) {
    end_process_on_stray_exception();
  }
  body_ = nullptr;
}

void Fiber::suspend() {
  ZATO_ASSERT(t_current == this, "a fiber can only suspend itself");
  notes_.before_suspend();
  loop_ = context::jump_fcontext(loop_, this).fctx;
  notes_.after_suspend();
  if (unwinding_) throw Unwind{};
}

// Runs the fiber until it waits or ends.
void Fiber::switch_into() {
  notes_.before_resume(static_cast<char*>(stack_.sp) - stack_.size, stack_.size);
  const context::transfer_t back = context::jump_fcontext(context_, this);
  notes_.after_resume();
  context_ = back.data ? back.fctx : nullptr;
}

void Fiber::resume() {
  ZATO_ASSERT(t_current == nullptr, "fibers are resumed by the loop, never by each other");
  t_current = this;
  swap_exception_state(exceptions_);
  switch_into();
  swap_exception_state(exceptions_);
  t_current = nullptr;
  if (!context_) registry_.erase(self_);
}

}  // namespace zato::rt
