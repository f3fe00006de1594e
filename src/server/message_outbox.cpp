#include "server/message_outbox.hpp"

#include "base/text.hpp"
#include "odb/transaction.hpp"

namespace zato::server {
namespace {

using base::Result;
using odb::Connection;
using odb::Parameters;

// "($1, $2), ($3, $4)": so many rows of so many values.
std::string places(std::size_t rows, std::size_t width) {
  std::string text;
  for (std::size_t row = 0; row < rows; ++row) {
    text += row == 0 ? "(" : ", (";
    for (std::size_t i = 0; i < width; ++i) text += (i == 0 ? "$" : ", $") + std::to_string(row * width + i + 1);
    text += ")";
  }
  return text;
}

// The cluster, then the ids; the condition that names them.
Parameters named(const std::string& cluster, const std::vector<std::string>& ids) {
  Parameters parameters{cluster};
  for (const auto& id : ids) parameters.emplace_back(id);
  return parameters;
}
std::string where_named(const std::vector<std::string>& ids) {
  std::string text = " WHERE cluster = $1 AND id IN (";
  for (std::size_t i = 0; i < ids.size(); ++i) text += (i == 0 ? "$" : ", $") + std::to_string(i + 2);
  return text + ")";
}

template <class F>
auto in_one(odb::Pool& pool, F work) {
  return pool.with([&](Connection& connection) {
    return odb::in_transaction(connection, odb::Mode::kWrite, [&] { return work(connection); });
  });
}

}  // namespace

Result<void> MessageOutbox::add(const std::vector<Row>& rows) {
  const auto sql = "INSERT INTO message_outbox (cluster, id, owner, life, stream, header, payload, due) VALUES " +
                   places(rows.size(), 8) + " ON CONFLICT DO NOTHING";
  Parameters parameters;
  for (const auto& row : rows) {
    parameters.insert(parameters.end(), {options_.cluster, row.id, options_.owner, row.life, row.stream, row.header,
                                         base::base64_encode(row.payload), row.due});
  }
  return in_one(pool_, [&](Connection& connection) -> Result<void> {
    ZATO_CHECK(connection.execute(sql, parameters));
    return {};
  });
}

Result<void> MessageOutbox::remove(const std::vector<std::string>& ids) {
  return in_one(pool_, [&](Connection& connection) -> Result<void> {
    ZATO_CHECK(connection.execute("DELETE FROM message_outbox" + where_named(ids), named(options_.cluster, ids)));
    return {};
  });
}

Result<void> MessageOutbox::set_life(const std::vector<std::string>& ids, const std::string& life) {
  auto parameters = named(options_.cluster, ids);
  parameters.emplace_back(life);
  const auto sql = "UPDATE message_outbox SET life = $" + std::to_string(parameters.size()) + where_named(ids);
  return in_one(pool_, [&](Connection& connection) -> Result<void> {
    ZATO_CHECK(connection.execute(sql, parameters));
    return {};
  });
}

Result<std::vector<messages::Outbox::Row>> MessageOutbox::read(const std::vector<std::string>& ids) {
  return pool_.with([&](Connection& connection) -> Result<std::vector<Row>> {
    ZATO_TRY(const auto found,
             connection.query("SELECT id, life, stream, header, payload, due FROM message_outbox" + where_named(ids),
                              named(options_.cluster, ids)));
    std::vector<Row> rows;
    for (const auto& row : found) {
      rows.push_back({.id = row.text(0),
                      .life = row.text(1),
                      .stream = row.text(2),
                      .header = row.text(3),
                      .payload = base::base64_decode(row.text(4)).value_or(""),
                      .due = row.integer(5)});
    }
    return rows;
  });
}

Result<std::vector<messages::Outbox::Row>> MessageOutbox::adopt() {
  return in_one(pool_, [&](Connection& connection) -> Result<std::vector<Row>> {
    ZATO_TRY(const auto owners,
             connection.query("SELECT DISTINCT owner FROM message_outbox WHERE cluster = $1", {options_.cluster}));
    std::vector<Row> rows;
    for (const auto& owner : owners) {
      if (!options_.is_dead(owner.text(0))) continue;
      ZATO_TRY(const auto theirs, connection.query("UPDATE message_outbox SET owner = $1 WHERE cluster = $2 AND "
                                                   "owner = $3 RETURNING id, life",
                                                   {options_.owner, options_.cluster, owner.text(0)}));
      for (const auto& row : theirs) rows.push_back({.id = row.text(0), .life = row.text(1)});
    }
    return rows;
  });
}

}  // namespace zato::server
