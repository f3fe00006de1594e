// Pool: connections for callers that must not block. The work runs on a pool thread with a connection of its own; a
// fiber that calls is suspended meanwhile, a thread waits. Made after the fork, by whoever uses it.
#pragma once

#include <memory>
#include <type_traits>

#include "odb/database.hpp"
#include "rt/thread_pool.hpp"

namespace zato::odb {

class Pool {
 public:
  explicit Pool(Options options);
  ~Pool();  // waits for what runs

  // work(connection) returns a Result. Beside its own errors: kUnavailable when the database cannot be reached,
  // kResourceExhausted when too many wait already.
  template <class F>
  std::invoke_result_t<F, Connection&> with(F work) {
    using Outcome = std::invoke_result_t<F, Connection&>;
    const auto until = end_of_patience();
    ZATO_CHECK(connect_in_time(until));
    ZATO_TRY(Outcome outcome, threads_.call([&]() -> Outcome {
      ZATO_TRY(auto lease, Lease::take(*idle_, options_, until));
      return work(*lease.connection);
    }));
    return outcome;
  }

  const Options& options() const noexcept { return options_; }

  // The database has answered, and no connection to it was lost since: what it refuses now, it is only too busy for.
  bool connected() const;

 private:
  struct Idle;  // connections nobody uses now

  struct Lease {
    static base::Result<Lease> take(Idle& idle, const Options& options, base::MonotonicTime until);
    static base::Result<Lease> take_any(Idle& idle, const Options& options);
    Lease(Idle& from, std::unique_ptr<Connection> taken) : idle(&from), connection(std::move(taken)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();  // back to the others, unless it broke

    Idle* idle;
    std::unique_ptr<Connection> connection;
  };

  base::MonotonicTime end_of_patience() const;
  base::Result<void> connect_in_time(base::MonotonicTime until);

  const Options options_;
  const std::shared_ptr<Idle> idle_;  // attempts to connect that nobody waits for any more have it as well
  rt::ThreadPool threads_;            // last: ends before the connections go
};

}  // namespace zato::odb
