// What schedulers write.
#include "jobs/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "jobs/ledger_rows.hpp"

namespace zato::jobs {

using base::Result;
using odb::Connection;
using odb::in_transaction;
using odb::Mode;

namespace {

constexpr std::size_t kRowsOfAStatement = 400;
constexpr const char* kOpen = "('planned', 'waiting', 'sent', 'running')";

// "($1, $2), ($3, $4)", from the parameter `first` on.
std::string tuples(std::size_t count, std::size_t width, std::size_t first) {
  std::string out;
  for (std::size_t row = 0; row < count; ++row) {
    out += row == 0 ? "(" : ", (";
    for (std::size_t column = 0; column < width; ++column) {
      out += fmt::format("{}${}", column == 0 ? "" : ", ", first + row * width + column);
    }
    out += ")";
  }
  return out;
}

template <class T, class F>
Result<void> in_portions(std::span<const T> all, F write) {
  for (std::size_t at = 0; at < all.size(); at += kRowsOfAStatement) {
    ZATO_CHECK(write(all.subspan(at, std::min(kRowsOfAStatement, all.size() - at))));
  }
  return {};
}

// How many runs of each of these jobs have not ended.
Result<std::map<schema::Id, std::size_t>> open_runs(Connection& odb, schema::Id cluster_id,
                                                    std::span<const NewRun> runs) {
  std::map<schema::Id, std::size_t> open;
  for (const auto& run : runs) {
    if (run.overlap == schedule::Overlap::kAllow || open.contains(run.key.job_id)) continue;
    ZATO_TRY(const auto rows, odb.query(fmt::format("SELECT count(*) FROM scheduler_fire WHERE cluster_id = $1 AND "
                                                    "job_id = $2 AND state IN {}",
                                                    kOpen),
                                        {cluster_id, run.key.job_id}));
    open[run.key.job_id] = static_cast<std::size_t>(rows.front().integer(0));
  }
  return open;
}

const char* state_of(schedule::Decision decision) {
  if (decision == schedule::Decision::kFire) return "planned";
  return decision == schedule::Decision::kSkip ? "skipped" : "waiting";
}

struct Planned {
  const NewRun* run;
  schedule::Decision decision;
};

Result<void> insert(Connection& odb, schema::Id cluster_id, lease::Epoch epoch, Instant now,
                    std::span<const Planned> planned, Recorded& out) {
  odb::Parameters parameters;
  for (const auto& [run, decision] : planned) {
    for (odb::Cell cell : {odb::Cell(cluster_id), odb::Cell(run->key.job_id), odb::Cell(micros(run->key.nominal)),
                           odb::Cell(std::string("schedule")), odb::Cell(std::string(state_of(decision))),
                           odb::Cell(epoch), odb::Cell(run->cid), odb::Cell(micros(now))}) {
      parameters.push_back(std::move(cell));
    }
  }
  ZATO_TRY(
      const auto rows,
      odb.query(
          "INSERT INTO scheduler_fire (cluster_id, job_id, nominal, kind, state, epoch, cid, recorded_at) VALUES " +
              tuples(planned.size(), 8, 1) +
              " ON CONFLICT (cluster_id, job_id, nominal) DO NOTHING RETURNING job_id, nominal, state",
          std::move(parameters)));
  for (const auto& row : rows) {
    const auto state = row.text(2);
    if (state == "planned") out.fire.push_back({row.integer(0), instant(row.integer(1))});
    out.skipped += state == "skipped" ? 1 : 0;
    out.waiting += state == "waiting" ? 1 : 0;
  }
  return {};
}

// The keys as a condition of a statement, whose parameters they follow.
std::string is_one_of(std::span<const FireKey> keys, odb::Parameters& parameters) {
  std::string out;
  for (const auto& key : keys) {
    const auto first = parameters.size() + 1;
    out += fmt::format("{}(CAST(${} AS BIGINT), CAST(${} AS BIGINT))", out.empty() ? "" : ", ", first, first + 1);
    parameters.emplace_back(key.job_id);
    parameters.emplace_back(micros(key.nominal));
  }
  return "(job_id, nominal) IN (VALUES " + out + ")";
}

}  // namespace

Result<void> record_seen(Connection& odb, schema::Id cluster_id, lease::Epoch epoch, std::span<const Seen> seen) {
  return in_transaction(odb, Mode::kWrite, [&]() -> Result<void> {
    ZATO_CHECK(lease::check_epoch(odb, cluster_id, kRole, epoch));
    return in_portions(seen, [&](std::span<const Seen> some) -> Result<void> {
      odb::Parameters parameters;
      for (const auto& one : some) {
        for (odb::Cell cell :
             {odb::Cell(cluster_id), odb::Cell(one.job_id), odb::Cell(one.schedule), odb::Cell(micros(one.since))}) {
          parameters.push_back(std::move(cell));
        }
      }
      ZATO_CHECK(odb.execute(
          "INSERT INTO scheduler_job_state (cluster_id, job_id, schedule, since) VALUES " + tuples(some.size(), 4, 1) +
              " ON CONFLICT (cluster_id, job_id) DO UPDATE SET schedule = excluded.schedule, since = "
              "excluded.since",
          std::move(parameters)));
      return {};
    });
  });
}

Result<Recorded> record_runs(Connection& odb, schema::Id cluster_id, lease::Epoch epoch, Instant now,
                             std::span<const NewRun> runs) {
  return in_transaction(odb, Mode::kWrite, [&]() -> Result<Recorded> {
    ZATO_CHECK(lease::check_epoch(odb, cluster_id, kRole, epoch));
    ZATO_TRY(auto open, open_runs(odb, cluster_id, runs));
    std::vector<Planned> planned;
    for (const auto& run : runs) {
      auto& unfinished = open[run.key.job_id];
      planned.push_back({&run, decide(run.overlap, unfinished)});
      if (planned.back().decision != schedule::Decision::kSkip) ++unfinished;
    }
    Recorded out;
    ZATO_CHECK(in_portions(std::span<const Planned>(planned),
                           [&](auto some) { return insert(odb, cluster_id, epoch, now, some, out); }));
    return out;
  });
}

Result<std::vector<Run>> release_waiting(Connection& odb, schema::Id cluster_id, lease::Epoch epoch) {
  return in_transaction(odb, Mode::kWrite, [&]() -> Result<std::vector<Run>> {
    ZATO_CHECK(lease::check_epoch(odb, cluster_id, kRole, epoch));
    ZATO_TRY(
        const auto rows,
        odb.query(
            fmt::format("UPDATE scheduler_fire SET state = 'planned' WHERE cluster_id = $1 AND state = 'waiting' AND "
                        "NOT EXISTS (SELECT 1 FROM scheduler_fire e WHERE e.cluster_id = scheduler_fire.cluster_id AND "
                        "e.job_id = scheduler_fire.job_id AND e.state IN {} AND (e.state <> 'waiting' OR e.nominal < "
                        "scheduler_fire.nominal)) RETURNING {}",
                        kOpen, run_columns()),
            {cluster_id}));
    return runs_of(rows);
  });
}

Result<void> mark_sent(Connection& odb, schema::Id cluster_id, lease::Epoch epoch, Instant now,
                       std::span<const FireKey> keys) {
  return in_transaction(odb, Mode::kWrite, [&] {
    return in_portions(keys, [&](std::span<const FireKey> some) -> Result<void> {
      odb::Parameters parameters{cluster_id, micros(now), epoch};
      const auto which = is_one_of(some, parameters);
      ZATO_CHECK(odb.execute(
          "UPDATE scheduler_fire SET state = 'sent', sent_at = $2, epoch = $3 WHERE cluster_id = $1 AND state "
          "= 'planned' AND " +
              which,
          std::move(parameters)));
      return {};
    });
  });
}

Result<void> cancel(Connection& odb, schema::Id cluster_id, std::span<const FireKey> keys, const std::string& why) {
  return in_transaction(odb, Mode::kWrite, [&] {
    return in_portions(keys, [&](std::span<const FireKey> some) -> Result<void> {
      odb::Parameters parameters{cluster_id, why};
      const auto which = is_one_of(some, parameters);
      ZATO_CHECK(
          odb.execute("UPDATE scheduler_fire SET state = 'cancelled', detail = $2 WHERE cluster_id = $1 AND state IN "
                      "('planned', 'waiting') AND " +
                          which,
                      std::move(parameters)));
      return {};
    });
  });
}

Result<void> tidy(Connection& odb, schema::Id cluster_id, lease::Epoch epoch, Instant lost_before,
                  Instant forget_before) {
  return in_transaction(odb, Mode::kWrite, [&]() -> Result<void> {
    ZATO_CHECK(lease::check_epoch(odb, cluster_id, kRole, epoch));
    ZATO_CHECK(odb.execute(
        "UPDATE scheduler_fire SET state = 'lost', detail = 'no word of it' WHERE cluster_id = $1 AND state IN "
        "('sent', 'running') AND recorded_at < $2 AND started_at < $2",
        {cluster_id, micros(lost_before)}));
    ZATO_CHECK(odb.execute(
        "DELETE FROM scheduler_fire WHERE cluster_id = $1 AND recorded_at < $2 AND state IN ('ok', 'error', 'skipped', "
        "'cancelled', 'lost') AND EXISTS (SELECT 1 FROM scheduler_fire n WHERE n.cluster_id = "
        "scheduler_fire.cluster_id AND "
        "n.job_id = scheduler_fire.job_id AND n.kind = 'schedule' AND n.nominal > scheduler_fire.nominal)",
        {cluster_id, micros(forget_before)}));
    return {};
  });
}

}  // namespace zato::jobs
