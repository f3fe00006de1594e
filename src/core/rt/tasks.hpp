// Tasks: fibers that a component runs in the background until it is told to stop, and waits for at its end.
#pragma once

#include <functional>

#include "rt/event.hpp"
#include "rt/loop.hpp"

namespace zato::rt {

// Loop thread. Must outlive what it started.
class Tasks {
 public:
  explicit Tasks(Loop& loop) : loop_(loop) { ended_.set(); }

  void start(std::function<void()> body) {
    if (running_++ == 0) ended_.reset();
    loop_.spawn([this, body = std::move(body)] {
      body();
      if (--running_ == 0) ended_.set();
    });
  }

  // False when the deadline came before all had ended. Fiber.
  bool wait(Deadline deadline = Deadline::never()) { return ended_.wait(deadline); }

 private:
  Loop& loop_;
  int running_ = 0;
  Event ended_;
};

}  // namespace zato::rt
