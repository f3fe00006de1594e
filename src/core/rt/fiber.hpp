// Fiber: a suspended or running piece of straight-line code with a stack of its own. Only rt's own waits use this header;
// everyone else sees Loop::spawn, Event, ByteStream. Built on Boost.Context's bare switch (fcontext) instead of its fiber
// class: between the sanitizers' notes and the switch there may be no instrumented call, which that class cannot give.
#pragma once

#include <cstddef>
#include <functional>
#include <list>

#include <boost/context/detail/fcontext.hpp>

#include "rt/sanitizers.hpp"
#include "rt/stack_pool.hpp"

namespace zato::rt {

class Fiber {
 public:
  using Registry = std::list<Fiber>;  // a loop's living fibers; stable addresses

  static Fiber* current() noexcept;  // the one that runs on this thread, or null

  // Creates a fiber in `registry` and runs it until it first waits. Loop thread, outside fibers.
  static void start(Registry& registry, StackPool& stacks, std::function<void()> body);

  Fiber(Registry& registry, StackPool& stacks, std::function<void()> body);
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;
  ~Fiber();  // of one that is still suspended: unwinds its stack

  void suspend();  // this fiber; returns after resume()
  void resume();   // loop thread, outside fibers; returns when the fiber waits again or has ended (then it is gone)

 private:
  // What the C++ runtime knows of exceptions in flight is kept per thread; it moves with the fiber, so that a handler
  // (catch block) may wait.
  struct ExceptionState {
    void* caught = nullptr;
    unsigned int uncaught = 0;
  };
  static void swap_exception_state(ExceptionState& other) noexcept;
  static void enter(boost::context::detail::transfer_t from_loop);
  void run_body();
  void switch_into();

  Registry& registry_;
  StackPool& stacks_;
  Registry::iterator self_{};
  std::function<void()> body_;
  boost::context::stack_context stack_;
  boost::context::detail::fcontext_t context_ = nullptr;  // the fiber, while it is suspended; null when it has ended
  boost::context::detail::fcontext_t loop_ = nullptr;     // the loop's side, while the fiber runs
  bool unwinding_ = false;
  ExceptionState exceptions_;
  SwitchNotes notes_;
};

}  // namespace zato::rt
