#include "odb/sqlite/connection.hpp"

#include <sqlite3.h>
#include <sys/stat.h>

#include <map>
#include <optional>
#include <random>
#include <thread>

#include "base/clock.hpp"
#include "base/file.hpp"

namespace zato::odb {

using base::Code;
using base::Error;
using base::fail;

namespace {

struct Finalize {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

struct Close {
  void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
};

Code code_of(int result) {
  switch (result) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
      return Code::kAlreadyExists;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return Code::kConflict;
    default:
      break;
  }
  switch (result & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_CANTOPEN:
      return Code::kUnavailable;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Code::kCorrupt;
    case SQLITE_FULL:
    case SQLITE_NOMEM:
      return Code::kResourceExhausted;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Code::kPermissionDenied;
    case SQLITE_IOERR:
      return Code::kIo;
    case SQLITE_INTERRUPT:
      return Code::kTimeout;
    case SQLITE_CONSTRAINT:
      return Code::kInvalidArgument;
    default:
      return Code::kInternal;
  }
}

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(std::unique_ptr<sqlite3, Close> handle, const Options& options)
      : Connection(Engine::kSqlite), handle_(std::move(handle)), options_(options) {
    sqlite3_extended_result_codes(handle_.get(), 1);
    sqlite3_busy_handler(handle_.get(), &SqliteConnection::wait_for_lock, this);
    sqlite3_progress_handler(handle_.get(), kStepsBetweenLooks, &SqliteConnection::is_late, this);
  }

  // A file that was replaced (zato delete odb, zato create odb) is another database: what is open has no name any more.
  bool usable() override { return file_ && file_ == file_of(options_.path); }

  // Its pages are in the kernel's cache as well; each connection would come to hold 2 MB of them.
  void rest() override {
    int pages = 0, most = 0;  // in bytes
    sqlite3_db_status(handle_.get(), SQLITE_DBSTATUS_CACHE_USED, &pages, &most, 0);
    if (pages > kPagesAtRest) sqlite3_db_release_memory(handle_.get());
  }

 protected:
  base::Result<Answer> run(std::string_view sql, const Parameters& parameters) override {
    late_at_ = base::Monotonic::now() + options_.statement_timeout;
    Prepared statement(*this, sql);
    if (statement.result != SQLITE_OK) return error(statement.result);
    auto* raw = statement.get();
    if (const int bound = bind(raw, parameters); bound != SQLITE_OK) return error(bound);
    Answer answer;
    int step = SQLITE_ROW;
    while ((step = sqlite3_step(raw)) == SQLITE_ROW) answer.rows.push_back(read(raw));
    if (step != SQLITE_DONE) return error(step);
    answer.touched =
        sqlite3_stmt_readonly(raw) ? static_cast<std::int64_t>(answer.rows.size()) : sqlite3_changes(handle_.get());
    return answer;
  }

 private:
  using Statements = std::map<std::string, Statement, std::less<>>;

  // Transactions that change a thousand objects say the same few statements again and again: these are compiled once
  // in each. Connections that wait for work keep none.
  struct Prepared {
    Prepared(SqliteConnection& connection, std::string_view sql) : of(connection) {
      if (const auto known = of.statements_.find(sql); known != of.statements_.end()) {
        statement = std::move(known->second);
        at = known;
        return;
      }
      sqlite3_stmt* raw = nullptr;
      const auto text = with_numbers(sql);
      result = sqlite3_prepare_v2(of.handle_.get(), text.data(), static_cast<int>(text.size()), &raw, nullptr);
      statement.reset(raw);
      at = of.statements_.size() < kMostStatements ? of.statements_.try_emplace(std::string(sql)).first
                                                   : of.statements_.end();
    }
    Prepared(const Prepared&) = delete;
    ~Prepared() {
      if (statement) {  // else it was refused
        sqlite3_reset(statement.get());
        sqlite3_clear_bindings(statement.get());
      }
      if (!statement || sqlite3_get_autocommit(of.handle_.get()) != 0)
        of.statements_.clear();
      else if (at != of.statements_.end())
        at->second = std::move(statement);
    }
    sqlite3_stmt* get() const noexcept { return statement.get(); }

    SqliteConnection& of;
    Statement statement;
    Statements::iterator at;
    int result = SQLITE_OK;
  };

  // SQLite looks for $12 by its name; ?12 it knows by its number, but goes through all numbers before it. Places that
  // are in order, as those of a thousand rows are, need no number.
  static std::string with_numbers(std::string_view sql) {
    std::string numbered, plain;
    bool quoted = false, in_order = true;
    std::size_t count = 0;
    for (std::size_t i = 0; i < sql.size();) {
      if (sql[i] == '\'') quoted = !quoted;
      const auto end =
          quoted || sql[i] != '$' ? i + 1 : std::min(sql.find_first_not_of("0123456789", i + 1), sql.size());
      const auto part = sql.substr(i, end - i);
      i = end;
      if (part.size() < 2 || part[1] == '0') {
        numbered += part;
        plain += part;
        continue;
      }
      in_order = in_order && part.substr(1) == std::to_string(++count);
      plain += '?';
      numbered += '?';
      numbered += part.substr(1);
    }
    return in_order ? plain : numbered;
  }

  static constexpr int kStepsBetweenLooks = 20'000;
  static constexpr std::size_t kMostStatements = 64;
  static constexpr int kPagesAtRest = 256 << 10;  // bytes; what small work goes through again and again

  // SQLite's own wait grows to 100 ms and starves the unlucky; short random ones are fair enough under eight writers.
  static int wait_for_lock(void* self_pointer, int tries) {
    auto& self = *static_cast<SqliteConnection*>(self_pointer);
    const auto now = base::Monotonic::now();
    if (tries == 0) self.lock_until_ = now + self.patient(self.options_.lock_timeout);
    if (now >= self.lock_until_) return 0;
    std::this_thread::sleep_for(std::chrono::microseconds(self.pause_(self.random_)));
    return 1;
  }

  static int is_late(void* self) {
    return base::Monotonic::now() > static_cast<SqliteConnection*>(self)->late_at_ ? 1 : 0;
  }

  base::Failure error(int result) {
    if ((result & 0xFF) == SQLITE_BUSY || (result & 0xFF) == SQLITE_LOCKED) trouble_ = Trouble::kLocked;
    return fail(code_of(result), describe(options_) + ": " + sqlite3_errmsg(handle_.get()));
  }

  static int bind(sqlite3_stmt* statement, const Parameters& parameters) {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const int index = static_cast<int>(i + 1);
      if (const int result = std::visit(Bind{statement, index}, parameters[i]); result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
  }

  struct Bind {
    sqlite3_stmt* statement;
    int index;
    int operator()(std::monostate) const { return sqlite3_bind_null(statement, index); }
    int operator()(bool value) const { return sqlite3_bind_int(statement, index, value ? 1 : 0); }
    int operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, index, value); }
    int operator()(double value) const { return sqlite3_bind_double(statement, index, value); }
    int operator()(const std::string& value) const {
      // Not copied: bindings are cleared before the parameters go.
      return sqlite3_bind_text64(statement, index, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
  };

  static Row read(sqlite3_stmt* statement) {
    std::vector<Cell> cells;
    const int count = sqlite3_column_count(statement);
    cells.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) cells.push_back(read(statement, i));
    return Row(std::move(cells));
  }

  static Cell read(sqlite3_stmt* statement, int i) {
    switch (sqlite3_column_type(statement, i)) {
      case SQLITE_INTEGER:
        return static_cast<std::int64_t>(sqlite3_column_int64(statement, i));
      case SQLITE_FLOAT:
        return sqlite3_column_double(statement, i);
      case SQLITE_NULL:
        return std::monostate();
      default: {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, i));
        return bytes ? std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, i))) : std::string();
      }
    }
  }

  using File = std::pair<dev_t, ino_t>;

  static std::optional<File> file_of(const std::filesystem::path& path) {
    struct stat state {};
    if (::stat(path.c_str(), &state) != 0) return std::nullopt;
    return File(state.st_dev, state.st_ino);
  }

  std::unique_ptr<sqlite3, Close> handle_;
  Statements statements_;  // of the transaction that is open
  const Options options_;
  const std::optional<File> file_ = file_of(options_.path);
  base::MonotonicTime late_at_ = base::MonotonicTime::max();
  base::MonotonicTime lock_until_{};
  std::minstd_rand random_{std::random_device{}()};
  std::uniform_int_distribution<int> pause_{500, 8000};  // microseconds
};

}  // namespace

base::Result<std::unique_ptr<Connection>> connect_sqlite(const Options& options) {
  if (!std::filesystem::exists(options.path)) return fail(Code::kUnavailable, describe(options) + ": no such database");
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(options.path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<sqlite3, Close> handle(raw);
  if (opened != SQLITE_OK) {
    return fail(code_of(opened), describe(options) + ": " + (raw ? sqlite3_errmsg(raw) : sqlite3_errstr(opened)));
  }
  auto connection = std::make_unique<SqliteConnection>(std::move(handle), options);
  for (const auto* setting :
       {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", "PRAGMA trusted_schema=OFF"}) {
    ZATO_CHECK(connection->query(setting));
  }
  return connection;
}

base::Result<void> create_sqlite_file(const Options& options) {
  auto created = base::create_file(options.path, "", 0600);
  if (!created && created.error().code != Code::kAlreadyExists) return created;
  return {};
}

}  // namespace zato::odb
