#include "odb/database.hpp"

#include <unistd.h>

#include <algorithm>
#include <type_traits>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "schema/value.hpp"

namespace zato::odb {

std::string describe(const Options& options) {
  if (options.engine == Engine::kSqlite) return "SQLite " + options.path.string();
  return "PostgreSQL " + options.user + "@" + options.host + ":" + std::to_string(options.port) + "/" + options.db_name;
}

std::string Row::text(std::size_t column) const {
  return std::visit([](const auto& cell) { return schema::to_text(schema::Value(cell)); }, (*this)[column]);
}

std::int64_t Row::integer(std::size_t column) const {
  const auto& cell = (*this)[column];
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return *number;
  if (const auto* flag = std::get_if<bool>(&cell)) return *flag ? 1 : 0;
  if (const auto* text = std::get_if<std::string>(&cell)) return base::parse_number<std::int64_t>(*text).value_or(0);
  return 0;
}

Connection::Connection(Engine engine) : engine_(engine), owner_(::getpid()) {}

Connection::~Connection() = default;

void Connection::forget_trouble() noexcept {
  if (trouble_ == Trouble::kLocked) trouble_ = Trouble::kNone;
}

base::Result<Connection::Answer> Connection::checked_run(std::string_view sql, const Parameters& parameters) {
  ZATO_ASSERT(owner_ == ::getpid(), "database connections never cross a fork");
  auto answer = run(sql, parameters);
  if (answer) answered_ = true;
  return answer;
}

void Connection::set_patience(base::MonotonicTime until) noexcept {
  patience_until_ = until;
  answered_ = false;
}

base::Monotonic::duration Connection::patience_left() const {
  if (patience_until_ == base::MonotonicTime::max()) return base::Monotonic::duration::max();
  return std::max(patience_until_ - base::Monotonic::now(), base::Monotonic::duration::zero());
}

base::Monotonic::duration Connection::patient(base::Monotonic::duration limit) const {
  return answered_ ? limit : std::min(limit, patience_left());
}

base::Result<std::vector<Row>> Connection::query(std::string_view sql, Parameters parameters) {
  ZATO_TRY(auto answer, checked_run(sql, parameters));
  return std::move(answer.rows);
}

base::Result<std::int64_t> Connection::execute(std::string_view sql, Parameters parameters) {
  ZATO_TRY(const auto answer, checked_run(sql, parameters));
  return answer.touched;
}

}  // namespace zato::odb
