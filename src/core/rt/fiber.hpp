// Fiber: a suspended or running piece of straight-line code with a stack of its own (Boost.Context). Only rt's own waits use
// this header; everyone else sees Loop::spawn, Event, ByteStream.
#pragma once

#include <cstddef>
#include <functional>
#include <list>

#include <boost/context/fiber.hpp>

#include "rt/sanitizers.hpp"
#include "rt/stack_pool.hpp"

namespace zato::rt {

class Fiber {
 public:
  using Registry = std::list<Fiber>;  // a loop's living fibers; stable addresses

  static Fiber* current() noexcept;  // the one that runs on this thread, or null

  // Creates a fiber in `registry` and runs it until it first waits. Loop thread, outside fibers.
  static void start(Registry& registry, StackPool& stacks, std::function<void()> body);

  Fiber(Registry& registry, std::function<void()> body) : registry_(registry), body_(std::move(body)) {}
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
  boost::context::fiber run(boost::context::fiber&& loop);

  Registry& registry_;
  Registry::iterator self_{};
  std::function<void()> body_;
  boost::context::fiber context_;  // the fiber, while it is suspended
  boost::context::fiber loop_;     // the loop's side, while the fiber runs
  const void* stack_bottom_ = nullptr;
  std::size_t stack_size_ = 0;
  ExceptionState exceptions_;
  SwitchNotes notes_;
};

}  // namespace zato::rt
