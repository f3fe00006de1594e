#include "odb/transaction.hpp"

#include <random>
#include <thread>

namespace zato::odb {

namespace {

constexpr int kMoreTries = 3;
constexpr std::chrono::milliseconds kOneTry{400};

std::string_view begin_statement(Engine engine, Mode mode) {
  // SQLite takes the write lock at once: a later upgrade could fail half-way. PostgreSQL locks rows as it goes; writers
  // of configuration queue up on their cluster's sequence first (changes.hpp), so plain READ COMMITTED is enough.
  if (engine == Engine::kSqlite) return mode == Mode::kRead ? "BEGIN" : "BEGIN IMMEDIATE";
  return mode == Mode::kRead ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN";
}

}  // namespace

base::Result<Transaction> Transaction::begin(Connection& connection, Mode mode) {
  ZATO_CHECK(connection.execute(begin_statement(connection.engine(), mode)));
  return Transaction(connection);
}

Transaction::~Transaction() {
  if (connection_ && !connection_->lost()) static_cast<void>(connection_->execute("ROLLBACK"));
}

base::Result<void> Transaction::commit() {
  ZATO_CHECK(connection_->execute("COMMIT"));
  connection_ = nullptr;
  return {};
}

bool detail::worth_another_try(const Connection& connection, int attempt) {
  if (!connection.retryable() || attempt >= kMoreTries || connection.patience_left() < kOneTry) return false;
  thread_local std::minstd_rand random{std::random_device{}()};
  std::uniform_int_distribution<int> pause(1, 20 << attempt);
  std::this_thread::sleep_for(std::chrono::milliseconds(pause(random)));
  return true;
}

}  // namespace zato::odb
