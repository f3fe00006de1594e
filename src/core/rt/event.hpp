// Event: a flag that fibers and threads can wait for. Stays set until reset().
#pragma once

#include <memory>

#include "rt/deadline.hpp"

namespace zato::rt {

class Event {
 public:
  Event();
  ~Event();  // nobody may be waiting
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void set();    // any thread; wakes all waiters
  void reset();  // any thread
  bool is_set() const noexcept;

  // True when set, false when the deadline came first. On a fiber it suspends the fiber, elsewhere it blocks the thread.
  bool wait(Deadline deadline = Deadline::never());

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace zato::rt
