#include "odb/postgres/connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <optional>
#include <pqxx/pqxx>

#include "base/text.hpp"
#include "odb/postgres/watchdog.hpp"
#include "schema/value.hpp"

namespace zato::odb {

using base::Code;
using base::fail;
using base::Result;

namespace {

// Beyond the server's own statement timeout: a server that is alive answers within it.
constexpr std::chrono::milliseconds kGrace{250};

// One line: libpq spreads its messages over several.
std::string one_line(std::string_view text) { return base::replace_all(std::string(base::trim(text)), "\n", " "); }

std::string setting_value(std::string_view value) {
  return "'" + base::replace_all(base::replace_all(std::string(value), "\\", "\\\\"), "'", "\\'") + "'";
}

std::string connection_string(const Options& options) {
  const auto seconds =
      std::max<std::int64_t>(2, std::chrono::ceil<std::chrono::seconds>(options.connect_timeout).count());
  std::string text = "host=" + setting_value(options.host) + " port=" + std::to_string(options.port) +
                     " user=" + setting_value(options.user) + " dbname=" + setting_value(options.db_name) +
                     " application_name=zato client_encoding=UTF8" + " connect_timeout=" + std::to_string(seconds) +
                     " keepalives_idle=10 keepalives_interval=5 keepalives_count=3" +
                     " tcp_user_timeout=" + std::to_string(options.statement_timeout.count());
  if (!options.password.empty()) text += " password=" + setting_value(options.password.reveal());
  return text + " options=" +
         setting_value("-c search_path=" + options.schema + " -c client_min_messages=error -c statement_timeout=" +
                       std::to_string(options.statement_timeout.count()) +
                       " -c lock_timeout=" + std::to_string(options.lock_timeout.count()) +
                       " -c idle_in_transaction_session_timeout=60000 -c standard_conforming_strings=on");
}

struct Verdict {
  Code code = Code::kInternal;
  bool locked = false;
  bool lost = false;
};

Verdict verdict_of(std::string_view state) {
  if (state == "23505" || state == "42P06" || state == "42P07") return {Code::kAlreadyExists};
  if (state == "23503") return {Code::kConflict};
  if (state == "40001" || state == "40P01" || state == "55P03") return {Code::kUnavailable, true};
  if (state == "57014") return {Code::kTimeout};
  if (state.starts_with("57P")) return {Code::kUnavailable, false, true};  // shutting down, starting up, terminated
  if (state.starts_with("08")) return {Code::kUnavailable, false, true};
  if (state.starts_with("53")) return {Code::kUnavailable};  // out of connections, memory or disk
  if (state.starts_with("XX")) return {Code::kCorrupt};
  if (state == "42501") return {Code::kPermissionDenied};
  if (state.starts_with("22") || state.starts_with("23")) return {Code::kInvalidArgument};
  return {};
}

Code code_of_refusal(const std::string& message) {
  const auto says = [&](std::string_view words) { return message.find(words) != std::string::npos; };
  if (says("authentication failed") || says("no password supplied") || says("role \"")) return Code::kUnauthenticated;
  if (says("database \"") && says("does not exist")) return Code::kNotFound;
  return Code::kUnavailable;
}

Cell to_cell(const pqxx::field& field) {
  constexpr pqxx::oid kBool = 16, kInt8 = 20, kInt2 = 21, kInt4 = 23, kFloat4 = 700, kFloat8 = 701;
  if (field.is_null()) return std::monostate();
  const std::string_view text(field.c_str(), field.size());
  switch (field.type()) {
    case kBool:
      return text == "t";
    case kInt8:
    case kInt2:
    case kInt4:
      return base::parse_number<std::int64_t>(text).value_or(0);
    case kFloat4:
    case kFloat8:
      return field.as<double>();
    default:
      return std::string(text);
  }
}

class PostgresConnection final : public Connection {
 public:
  explicit PostgresConnection(const Options& options)
      : Connection(Engine::kPostgresql),
        options_(options),
        session_(connection_string(options)),
        silence_(session_),
        work_(session_) {}

  // A server that was stopped or restarted has closed its end.
  bool usable() override {
    char byte = 0;
    const auto got = ::recv(session_.sock(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }

 protected:
  Result<Answer> run(std::string_view sql, const Parameters& parameters) override {
    if (lost()) return fail(Code::kUnavailable, describe(options_) + ": the connection was lost");
    const Watchdog::Guard guard(*watchdog_, session_.sock(), patient(options_.statement_timeout + kGrace));
    try {
      return execute_now(std::string(sql), parameters);
    } catch (const pqxx::sql_error& error) {
      const auto verdict = verdict_of(error.sqlstate());
      if (verdict.locked) trouble_ = Trouble::kLocked;
      if (verdict.lost) trouble_ = Trouble::kLost;
      return fail(verdict.code, describe(options_) + ": " + one_line(error.what()));
    } catch (const pqxx::broken_connection& error) {
      trouble_ = Trouble::kLost;
      return fail(Code::kUnavailable,
                  describe(options_) + ": " + (guard.fired() ? "no answer in time" : one_line(error.what())));
    } catch (const std::exception& error) {
      trouble_ = Trouble::kLost;  // whatever it was: this session is not to be trusted any more
      return fail(Code::kInternal, describe(options_) + ": " + one_line(error.what()));
    }
  }

 private:
  Answer execute_now(const std::string& sql, const Parameters& parameters) {
    const auto result = parameters.empty() ? work_.exec(sql) : execute_with(sql, parameters);
    Answer answer{.rows = {}, .touched = static_cast<std::int64_t>(result.affected_rows())};
    answer.rows.reserve(result.size());
    for (const auto& row : result) {
      std::vector<Cell> cells;
      cells.reserve(row.size());
      for (const auto& field : row) cells.push_back(to_cell(field));
      answer.rows.emplace_back(std::move(cells));
    }
    return answer;
  }

  pqxx::result execute_with(const std::string& sql, const Parameters& parameters) {
    std::vector<std::string> texts;
    for (const auto& parameter : parameters)
      texts.push_back(std::visit([](const auto& value) { return schema::to_text(schema::Value(value)); }, parameter));
    std::vector<const char*> values;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      values.push_back(std::holds_alternative<std::monostate>(parameters[i]) ? nullptr : texts[i].c_str());
    }
    return work_.exec_params(sql, pqxx::prepare::make_dynamic_params(values));
  }

  const Options options_;
  const std::shared_ptr<Watchdog> watchdog_ = Watchdog::shared();
  pqxx::connection session_;
  pqxx::quiet_errorhandler silence_;  // notices are not worth a line on stderr
  pqxx::nontransaction work_;         // BEGIN and COMMIT are sent as statements (transaction.cpp)
};

bool is_plain_name(const std::string& name) {
  return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
}

}  // namespace

Result<std::unique_ptr<Connection>> connect_postgresql(const Options& options) {
  if (!is_plain_name(options.schema)) {
    return fail(Code::kInvalidArgument,
                "`" + options.schema + "` is no good schema name: lower-case letters, digits and _ only");
  }
  try {
    return std::make_unique<PostgresConnection>(options);
  } catch (const std::exception& error) {
    return fail(code_of_refusal(error.what()), describe(options) + ": " + one_line(error.what()));
  }
}

Result<void> create_postgresql_schema(const Options& options) {
  ZATO_TRY(const auto connection, connect_postgresql(options));
  // Looking first, because CREATE SCHEMA IF NOT EXISTS asks for a right that the owner of a schema need not have.
  ZATO_TRY(const auto known, connection->query("SELECT 1 FROM pg_namespace WHERE nspname = $1", {options.schema}));
  if (!known.empty()) return {};
  auto created = connection->execute("CREATE SCHEMA " + options.schema);
  if (!created && created.error().code != Code::kAlreadyExists) return fail(std::move(created.error()));
  return {};
}

}  // namespace zato::odb
