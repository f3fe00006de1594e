// ThreadPool: where blocking calls (SQL, files, CPU-bound services) run. The caller waits: a fiber suspends, a thread blocks.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include "base/result.hpp"
#include "rt/deadline.hpp"

namespace zato::rt {

class ThreadPool {
 public:
  // Threads start on demand and end after 60 s of idleness. `queue_limit`: calls that may wait for a thread.
  ThreadPool(std::string name, std::size_t threads, std::size_t queue_limit);
  ~ThreadPool();  // waits for what runs

  // Runs `task` on a pool thread and returns when it has ended. kResourceExhausted when the queue is full: "pool sql is full".
  // An exception of the task comes out here.
  //
  // kTimeout when the deadline came first; the task then still runs, or will: with a deadline it must own all that it uses.
  //
  // kTaskOfThisPool: a task of this pool waits for the call, directly or through others. Such a call never queues behind
  // tasks that may themselves be waiting: it gets a thread beyond the limit if none is free. The waiting one does not
  // compute meanwhile, so no more than the pool's number of threads ever do.
  enum class Waiter { kOther, kTaskOfThisPool };
  base::Result<void> run(std::function<void()> task, Deadline deadline = Deadline::never(),
                         Waiter waiter = Waiter::kOther);

  template <class F, class R = std::invoke_result_t<F>>
  base::Result<R> call(F f) {
    std::optional<R> value;
    ZATO_CHECK(run([&] { value.emplace(f()); }));
    return std::move(*value);
  }

  std::size_t running() const;
  std::size_t queued() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace zato::rt
