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
    ZATO_TRY(Outcome outcome, threads_.call([&]() -> Outcome {
      ZATO_TRY(auto lease, Lease::take(*idle_, options_));
      return work(*lease.connection);
    }));
    return outcome;
  }

  const Options& options() const noexcept { return options_; }

 private:
  struct Idle;  // connections nobody uses now

  struct Lease {
    static base::Result<Lease> take(Idle& idle, const Options& options);
    Lease(Idle& from, std::unique_ptr<Connection> taken) : idle(&from), connection(std::move(taken)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();  // back to the others, unless it broke

    Idle* idle;
    std::unique_ptr<Connection> connection;
  };

  const Options options_;
  const std::unique_ptr<Idle> idle_;
  rt::ThreadPool threads_;  // last: ends before the connections go
};

}  // namespace zato::odb
