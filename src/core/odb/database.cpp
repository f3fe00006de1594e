#include "odb/database.hpp"

#include <unistd.h>

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
  return run(sql, parameters);
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
