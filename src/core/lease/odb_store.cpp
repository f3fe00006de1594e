#include "lease/odb_store.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "lease/status.hpp"
#include "odb/transaction.hpp"

namespace zato::lease {

using base::Result;

OdbStore::OdbStore(odb::Pool& pool, schema::Id cluster_id, std::string role, Echo echo)
    : pool_(pool), target_{cluster_id, std::move(role), std::move(echo)} {}

odb::Options options_for(odb::Options options, const Times& times) {
  using namespace std::chrono_literals;
  options.pool_size = 1;
  options.statement_timeout = std::clamp<std::chrono::milliseconds>(times.patience / 2, 500ms, 10s);
  options.connect_timeout =
      std::min(options.connect_timeout, std::max<std::chrono::milliseconds>(times.patience / 2, 1s));
  options.lock_timeout = std::clamp<std::chrono::milliseconds>(times.patience / 12, 50ms, 400ms);
  return options;
}

Result<Row> read_row(odb::Connection& odb, schema::Id cluster_id, const std::string& role) {
  ZATO_TRY(const auto rows, odb.query("SELECT holder, epoch, counter, patience_ms FROM keep_alive "
                                      "WHERE cluster_id = $1 AND role = $2",
                                      {cluster_id, role}));
  if (rows.empty()) return Row{};
  const auto& row = rows.front();
  return Row{.holder = row.text(0),
             .epoch = row.integer(1),
             .counter = row.integer(2),
             .patience = std::chrono::milliseconds(row.integer(3))};
}

Result<bool> OdbStore::change(odb::Connection& odb, const Target& target, const Row& mine, bool held,
                              const std::function<Result<std::int64_t>()>& statement) {
  return odb::in_transaction(odb, odb::Mode::kWrite, [&]() -> Result<bool> {
    ZATO_TRY(const auto touched, statement());
    if (touched == 0) return false;
    if (target.echo) ZATO_CHECK(target.echo(odb, mine, held));
    return true;
  });
}

Result<Row> OdbStore::read() {
  return pool_.with([&](odb::Connection& odb) { return read_row(odb, target_.cluster_id, target_.role); });
}

// The row of a role that nobody has ever held does not exist yet; two who insert it meet on the primary key.
Result<bool> OdbStore::take(const Row& seen, const Row& mine) {
  return pool_.with([&](odb::Connection& odb) {
    return change(odb, target_, mine, true, [&]() -> Result<std::int64_t> {
      const odb::Parameters values = {target_.cluster_id, target_.role,          mine.holder,        mine.epoch,
                                      mine.counter,       mine.patience.count(), base::iso_utc_now()};
      if (seen == Row{}) {
        return odb.execute(
            "INSERT INTO keep_alive (cluster_id, role, holder, epoch, counter, patience_ms, renewed_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (cluster_id, role) DO NOTHING",
            values);
      }
      auto compared = values;
      compared.insert(compared.end(), {seen.epoch, seen.counter});
      return odb.execute(
          "UPDATE keep_alive SET holder = $3, epoch = $4, counter = $5, patience_ms = $6, renewed_at = $7 "
          "WHERE cluster_id = $1 AND role = $2 AND epoch = $8 AND counter = $9",
          compared);
    });
  });
}

Result<bool> OdbStore::renew(const Row& mine) {
  return pool_.with([&](odb::Connection& odb) {
    return change(odb, target_, mine, true, [&] {
      return odb.execute(
          "UPDATE keep_alive SET counter = counter + 1, renewed_at = $5 "
          "WHERE cluster_id = $1 AND role = $2 AND holder = $3 AND epoch = $4",
          {target_.cluster_id, target_.role, mine.holder, mine.epoch, base::iso_utc_now()});
    });
  });
}

Result<bool> OdbStore::release(const Row& mine) {
  return pool_.with([&](odb::Connection& odb) {
    return change(odb, target_, mine, false, [&] {
      return odb.execute(
          "UPDATE keep_alive SET holder = '', counter = counter + 1, renewed_at = $5 "
          "WHERE cluster_id = $1 AND role = $2 AND holder = $3 AND epoch = $4",
          {target_.cluster_id, target_.role, mine.holder, mine.epoch, base::iso_utc_now()});
    });
  });
}

}  // namespace zato::lease
