// The ODB as the rest of the project sees it: options, connections, rows. Which engine is underneath shows in sqlite/
// and postgres/ only. Everything here blocks: fibers go through pool.hpp.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace zato::odb {

enum class Engine { kSqlite, kPostgresql };

struct Options {
  Engine engine = Engine::kSqlite;
  std::filesystem::path path = {};  // SQLite: the file
  std::string host = {};            // PostgreSQL: name, address, or directory of a Unix socket
  int port = 5432;
  std::string user = {};
  base::Secret password = {};
  std::string db_name = {};
  std::string schema = "public";
  std::size_t pool_size = 4;
  std::chrono::milliseconds connect_timeout{2000};
  std::chrono::milliseconds statement_timeout{10000};
  std::chrono::milliseconds lock_timeout{400};  // of one attempt; a transaction makes four
  // Of whoever gives work to a pool: by then the database must have given its first answer, and locks are not waited
  // for any more. 0: as long as the above may take together, and for a turn.
  std::chrono::milliseconds patience{0};
};

// "SQLite /var/zato/zato.db" or "PostgreSQL user@host:5432/db". For messages.
std::string describe(const Options& options);

using Cell = std::variant<std::monostate, bool, std::int64_t, double, std::string>;
using Parameters = std::vector<Cell>;

class Row {
 public:
  explicit Row(std::vector<Cell> cells) : cells_(std::move(cells)) {}

  const Cell& operator[](std::size_t column) const { return cells_.at(column); }
  bool null(std::size_t column) const { return std::holds_alternative<std::monostate>((*this)[column]); }
  // NULL reads as "", 0 and false. Engines differ in how they hand out booleans; here they do not.
  std::string text(std::size_t column) const;
  std::int64_t integer(std::size_t column) const;
  bool boolean(std::size_t column) const { return integer(column) != 0; }

 private:
  std::vector<Cell> cells_;
};

// One session with a database; used by one thread at a time, by the process that opened it only. Errors: kUnavailable
// (away, locked, overloaded), kAlreadyExists (unique), kConflict (still referred to), kTimeout, kCorrupt,
// kPermissionDenied.
class Connection {
 public:
  virtual ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Parameters are $1, $2, … on every engine.
  base::Result<std::vector<Row>> query(std::string_view sql, Parameters parameters = {});
  base::Result<std::int64_t> execute(std::string_view sql, Parameters parameters = {});  // how many rows it touched

  Engine engine() const noexcept { return engine_; }

  // What the last failure means for the caller's next step.
  bool lost() const noexcept { return trouble_ == Trouble::kLost; }         // throw this connection away
  bool retryable() const noexcept { return trouble_ == Trouble::kLocked; }  // the whole transaction may be repeated
  void forget_trouble() noexcept;

  // Until then the next statement must be answered and transactions may be repeated. Pools set it.
  void set_patience(base::MonotonicTime until) noexcept;
  base::Monotonic::duration patience_left() const;

  virtual bool usable() = 0;  // cheap look at an idle connection: has the peer hung up meanwhile?
  virtual void rest() {}      // nobody uses it for a while: it gives back memory that only large work needed

 protected:
  explicit Connection(Engine engine);

  struct Answer {
    std::vector<Row> rows = {};
    std::int64_t touched = 0;
  };
  virtual base::Result<Answer> run(std::string_view sql, const Parameters& parameters) = 0;

  // No longer than `limit`, nor, while the database has not given its first answer, than patience lasts.
  base::Monotonic::duration patient(base::Monotonic::duration limit) const;

  enum class Trouble { kNone, kLocked, kLost };
  Trouble trouble_ = Trouble::kNone;

 private:
  base::Result<Answer> checked_run(std::string_view sql, const Parameters& parameters);

  const Engine engine_;
  const pid_t owner_;
  base::MonotonicTime patience_until_ = base::MonotonicTime::max();
  bool answered_ = false;  // since patience was set
};

// kUnavailable when the database is not there: "SQLite /x/zato.db: no such database".
base::Result<std::unique_ptr<Connection>> connect(const Options& options);

}  // namespace zato::odb
