// Gate: how many calls of a service may run at a time in this process. Those beyond wait for their turn, first come
// first served, or are turned away. One per service name, across deployments.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>

#include "rt/deadline.hpp"
#include "rt/event.hpp"

namespace zato::service {

class Gate {
 public:
  enum class Entrance { kIn, kFull, kTooLate };

  // `limit`: how many may be in. A deadline that is over already: no waiting. `most_waiting`: beyond it nobody waits.
  // Any thread; a fiber is suspended. Who is in leaves once.
  Entrance enter(std::size_t limit, rt::Deadline deadline, std::size_t most_waiting = 10'000);
  void leave();

  std::size_t waiting() const;

 private:
  struct Waiter {
    rt::Event called;
    bool is_in = false;
  };

  void call_in();

  mutable std::mutex mutex_;  // guards what follows
  std::size_t inside_ = 0;
  std::size_t limit_ = 0;  // as the last one who came knew it
  std::list<std::shared_ptr<Waiter>> waiting_;
};

}  // namespace zato::service
