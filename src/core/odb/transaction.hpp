// Transactions: all or nothing, tried again when another one was in the way.
#pragma once

#include <type_traits>

#include "odb/database.hpp"

namespace zato::odb {

enum class Mode {
  kRead,   // one consistent view of everything
  kWrite,  // may change things
};

// Rolls back unless commit() succeeded.
class Transaction {
 public:
  static base::Result<Transaction> begin(Connection& connection, Mode mode);
  Transaction(Transaction&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  base::Result<void> commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}

  Connection* connection_;
};

namespace detail {
bool worth_another_try(const Connection& connection, int attempt);  // sleeps a little, at random, before it says yes
}

// Runs `work` (no arguments, returns a Result) in a transaction and commits when it succeeded. `work` runs again, at
// most three times, when the engine gave up on a lock or a serialisation: it must have no effect outside the database.
template <class F>
std::invoke_result_t<F> in_transaction(Connection& connection, Mode mode, F work) {
  const auto once = [&]() -> std::invoke_result_t<F> {
    ZATO_TRY(auto transaction, Transaction::begin(connection, mode));
    auto result = work();
    if (result) ZATO_CHECK(transaction.commit());
    return result;
  };
  for (int attempt = 0;; ++attempt) {
    connection.forget_trouble();
    auto result = once();
    if (result || !detail::worth_another_try(connection, attempt)) return result;
  }
}

}  // namespace zato::odb
