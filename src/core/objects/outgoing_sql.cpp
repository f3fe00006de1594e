#include "objects/outgoing_sql.hpp"

#include <algorithm>

#include "objects/connection_fields.hpp"
#include "objects/rules.hpp"

namespace zato::objects {

namespace {

std::string engine_name(const std::string& text) {
  const bool good = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '_' || c == '-';
  });
  return good ? "" : "is not the name of an engine such as postgresql+pg8000";
}

}  // namespace

const schema::ObjectType& OutgoingSql::type() {
  static const auto type =
      stored_only<OutgoingSql>({.name = "outgoing_sql",
                                .label = "Outgoing SQL connection",
                                .help = "A database that services query, with its pool of connections",
                                .table = "sql_pool",
                                .services = "zato.outgoing.sql",
                                .noun = "outgoing-sql",
                                .section = "outconn_sql",
                                .aliases = {"sql", "outgoing_sql", "outconn-sql"}},
                               "services in Python query them, those in C++ cannot yet")
          .field("engine", &OutgoingSql::engine,
                 {.help = "Kind and driver: mysql+pymysql, postgresql+pg8000, oracle, zato+mssql1, or one of sql.conf",
                  .required = true,
                  .rule = engine_name,
                  .aliases = {"type"},
                  .list = true})
          .field("host", &OutgoingSql::host, host_field())
          .field("port", &OutgoingSql::port, port_field())
          .field("db_name", &OutgoingSql::db_name, {.help = "Name of the database", .required = true, .list = true})
          .field("username", &OutgoingSql::username,
                 {.help = "User that connections log in as", .required = true, .list = true})
          .field("password", &OutgoingSql::password,
                 {.help = "Password of that user; random where a connection is created without one",
                  .required = true,
                  .max = 1000,
                  .generated = true})
          .field("pool_size", &OutgoingSql::pool_size,
                 {.help = "How many connections are open at most", .min = 1, .max = 10'000, .list = true})
          .field("extra", &OutgoingSql::extra,
                 {.help = "Settings of the driver, one key=value a line", .multiline = true, .rule = key_value_lines})
          .done();
  return type;
}

}  // namespace zato::objects
