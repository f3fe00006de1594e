// Invoker: runs services where they belong: fibers on the loop, blocking and computing ones on their pools. One per
// worker.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/work_notes.hpp"
#include "rt/loop.hpp"
#include "rt/thread_pool.hpp"
#include "service/async.hpp"
#include "service/invocation.hpp"
#include "service/registry.hpp"
#include "service/running.hpp"
#include "service/samples.hpp"

namespace zato::service {

class Facilities;

class Invoker {
 public:
  struct Options {
    std::size_t threads = 128;  // for Execution::kThread
    std::size_t thread_queue = 1024;
    std::size_t cpu_threads = 0;  // for Execution::kCpu; 0: as many as processors
    std::size_t cpu_queue = 1024;
    std::span<base::WorkNote> notes = {};  // where to note what runs; must outlive the process' threads
    std::size_t message_bytes = 4096;  // what is kept of a message in samples
    unsigned max_depth = 32;  // of services that invoke services
    // Calls an outgoing REST connection and waits for it: on a fiber of the loop, or on a thread.
    using Rest = std::function<zato::RestOutcome(std::string_view connection, zato::RestCall&& call,
                                                 std::string_view cid, rt::Deadline deadline)>;
    Rest rest = {};
    SendAsync send_async = {};  // null: there is no broker
  };

  // Both must live longer. Destroyed after the loop has stopped, when no call is in flight.
  Invoker(rt::Loop& loop, Registry& registry, Options options);
  ~Invoker();

  // On a fiber of the loop, or on a thread of its own. What the service threw is in the reply; errors are the server's:
  // kNotFound (no such service, or not active), kResourceExhausted (its pool is full), kTimeout.
  base::Result<Reply> invoke(Invocation invocation);

  // What services have of the platform. Before the first call; until then they are told that it is not there.
  void provide(std::shared_ptr<Facilities> facilities);

  Registry& registry() noexcept;
  const Running& running() const noexcept;
  Samples& samples() noexcept;  // what is kept of calls, for whoever stores it

  // A call on a thread that has gone on for so long after the last one who waited for it gave up: "service x (K1)". Empty:
  // there is none.
  std::string abandoned_for(base::Monotonic::duration time);

  struct PoolReading {
    std::string_view name;
    std::size_t running;
    std::size_t queued;
  };
  std::vector<PoolReading> pools() const;

  struct State;  // of the calls in progress (frame.hpp)
  State& inside() noexcept { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

}  // namespace zato::service
