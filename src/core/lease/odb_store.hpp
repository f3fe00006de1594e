// The row of a role in the ODB: table keep_alive. One statement or transaction each, on SQLite and PostgreSQL. Used by
// the keeper and by the scheduler.
#pragma once

#include "lease/store.hpp"
#include "odb/pool.hpp"
#include "schema/value.hpp"

namespace zato::lease {

// What follows a renewal in the same transaction, such as columns that only tools look at. `held`: the role is taken or
// renewed, otherwise given up.
using Echo = std::function<base::Result<void>(odb::Connection& odb, const Row& mine, bool held)>;

class OdbStore final : public Store {
 public:
  // `pool` must live longer. `echo` runs on a pool thread.
  OdbStore(odb::Pool& pool, schema::Id cluster_id, std::string role, Echo echo = {});

  base::Result<Row> read() override;
  base::Result<bool> take(const Row& seen, const Row& mine) override;
  base::Result<bool> renew(const Row& mine) override;
  base::Result<bool> release(const Row& mine) override;

 private:
  struct Target {
    schema::Id cluster_id;
    std::string role;
    Echo echo;
  };
  static base::Result<bool> change(odb::Connection& odb, const Target& target, const Row& mine, bool held,
                                   const std::function<base::Result<std::int64_t>()>& statement);

  odb::Pool& pool_;
  const Target target_;
};

// Of a pool for a lease alone: one connection that gives up early enough to try again before the role is lost.
odb::Options options_for(odb::Options options, const Times& times);

}  // namespace zato::lease
