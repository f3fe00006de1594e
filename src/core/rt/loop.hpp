// Loop: the event loop of a process, one per thread, over Asio's io_context. Fibers run on it: straight-line code whose waits
// (Event, ByteStream, sleep_for, ThreadPool) suspend the fiber only, never the loop.
#pragma once

#include <boost/asio/ts/netfwd.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "rt/deadline.hpp"

namespace zato::rt {

class Loop {
 public:
  Loop();
  ~Loop();  // fibers still suspended are unwound (their stacks' destructors run); nothing else runs any more
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void run();                            // this thread becomes the loop's until stop()
  void stop();                           // any thread
  void post(std::function<void()> task);  // any thread: `task` runs on the loop, outside fibers; it must not wait
  void spawn(std::function<void()> body);  // any thread: `body` runs on a new fiber; an exception that leaves it ends the process

  static Loop* current() noexcept;       // the loop that runs on this thread, or null
  std::size_t fibers() const noexcept;   // alive now; loop thread only
  boost::asio::io_context& io() noexcept;

 private:
  friend class Fiber;
  struct State;
  std::unique_ptr<State> state_;
};

// True while the destruction of its loop unwinds the stack of this fiber: a catch (...) that finds it true must rethrow.
bool unwinding() noexcept;

bool on_fiber() noexcept;  // whether the caller runs on a fiber: waits then suspend it, otherwise they block the thread

// Waits without keeping the loop from other work; on a plain thread it sleeps.
void sleep_for(base::Monotonic::duration duration);

// Lets other ready fibers and events run once. Fiber only.
void yield();

// A callback on the loop after a time, once, outside fibers. Cancelled by cancel(), by start() again and by destruction.
// Loop thread only.
class Timer {
 public:
  explicit Timer(Loop& loop);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void start(base::Monotonic::duration wait, std::function<void()> task);
  void cancel() noexcept;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace zato::rt
