// What schedulers write.
#include "jobs/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "jobs/ledger_rows.hpp"

namespace zato::jobs {

using base::Result;
using odb::Connection;
using odb::in_transaction;
using odb::Mode;

namespace {

constexpr std::size_t kRowsOfAStatement = 5000;
constexpr std::int64_t kForgottenAtATime = 2000;
constexpr const char* kOpen = "('planned', 'waiting', 'sent', 'running')";

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
  auto rows_given = nlohmann::json::array();
  for (const auto& [run, decision] : planned) {
    rows_given.push_back({run->key.job_id, micros(run->key.nominal), state_of(decision), run->cid});
  }
  ZATO_TRY(const auto rows,
           odb.query(fmt::format(
                         "INSERT INTO scheduler_fire (cluster_id, job_id, nominal, kind, state, epoch, cid, "
                         "recorded_at) SELECT CAST($2 AS BIGINT), job_id, nominal, 'schedule', state, CAST($3 "
                         "AS BIGINT), cid, CAST($4 AS BIGINT) FROM {} WHERE true ON CONFLICT (cluster_id, "
                         "job_id, nominal) DO NOTHING RETURNING job_id, nominal, state",
                         given_rows(odb.engine(),
                                    {{"job_id", "BIGINT"}, {"nominal", "BIGINT"}, {"state", "TEXT"}, {"cid", "TEXT"}})),
                     {rows_given.dump(), cluster_id, epoch, micros(now)}));
  for (const auto& row : rows) {
    const auto state = row.text(2);
    if (state == "planned") out.fire.push_back({row.integer(0), instant(row.integer(1))});
    out.skipped += state == "skipped" ? 1 : 0;
    out.waiting += state == "waiting" ? 1 : 0;
  }
  return {};
}

// The keys of $1 as a condition of a statement whose $2 is the cluster. An IN and no join: SQLite would go through all
// rows of a cluster and look each up among the keys.
std::string is_given(const Connection& odb) {
  return "(cluster_id, job_id, nominal) IN (SELECT CAST($2 AS BIGINT), job_id, nominal FROM " +
         given_rows(odb.engine(), {{"job_id", "BIGINT"}, {"nominal", "BIGINT"}}) + ")";
}

std::string text_of(std::span<const FireKey> keys) {
  auto out = nlohmann::json::array();
  for (const auto& key : keys) out.push_back({key.job_id, micros(key.nominal)});
  return out.dump();
}

}  // namespace

Result<void> record_seen(Connection& odb, schema::Id cluster_id, lease::Epoch epoch, std::span<const Seen> seen) {
  return in_transaction(odb, Mode::kWrite, [&]() -> Result<void> {
    ZATO_CHECK(lease::check_epoch(odb, cluster_id, kRole, epoch));
    return in_portions(seen, [&](std::span<const Seen> some) -> Result<void> {
      auto rows = nlohmann::json::array();
      for (const auto& one : some) rows.push_back({one.job_id, one.schedule, micros(one.since)});
      ZATO_CHECK(odb.execute(
          fmt::format(
              "INSERT INTO scheduler_job_state (cluster_id, job_id, schedule, since) SELECT CAST($2 AS BIGINT), "
              "job_id, schedule, since FROM {} WHERE true ON CONFLICT (cluster_id, job_id) DO UPDATE SET "
              "schedule = excluded.schedule, since = excluded.since",
              given_rows(odb.engine(), {{"job_id", "BIGINT"}, {"schedule", "TEXT"}, {"since", "BIGINT"}})),
          {rows.dump(), cluster_id}));
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
      ZATO_CHECK(odb.execute("UPDATE scheduler_fire SET state = 'sent', sent_at = $3, epoch = $4 WHERE " +
                                 is_given(odb) + " AND state = 'planned'",
                             {text_of(some), cluster_id, micros(now), epoch}));
      return {};
    });
  });
}

Result<std::vector<Run>> runs_unstarted(Connection& odb, schema::Id cluster_id, std::span<const FireKey> keys) {
  ZATO_TRY(const auto rows,
           odb.query("SELECT " + run_columns() + " FROM scheduler_fire WHERE " + is_given(odb) + " AND state = 'sent'",
                     {text_of(keys), cluster_id}));
  return runs_of(rows);
}

Result<std::vector<FireKey>> ended_runs(Connection& odb, schema::Id cluster_id, std::span<const FireKey> keys) {
  ZATO_TRY(const auto rows, odb.query("SELECT job_id, nominal FROM scheduler_fire WHERE " + is_given(odb) +
                                          " AND state IN ('ok', 'error')",
                                      {text_of(keys), cluster_id}));
  std::vector<FireKey> out;
  for (const auto& row : rows) out.push_back({row.integer(0), instant(row.integer(1))});
  return out;
}

Result<void> cancel(Connection& odb, schema::Id cluster_id, std::span<const FireKey> keys, const std::string& why) {
  return in_transaction(odb, Mode::kWrite, [&] {
    return in_portions(keys, [&](std::span<const FireKey> some) -> Result<void> {
      ZATO_CHECK(odb.execute("UPDATE scheduler_fire SET state = 'cancelled', detail = $3 WHERE " + is_given(odb) +
                                 " AND state IN ('planned', 'waiting')",
                             {text_of(some), cluster_id, why}));
      return {};
    });
  });
}

Result<bool> tidy(Connection& odb, schema::Id cluster_id, lease::Epoch epoch, Instant lost_before,
                  Instant forget_before) {
  return in_transaction(odb, Mode::kWrite, [&]() -> Result<bool> {
    ZATO_CHECK(lease::check_epoch(odb, cluster_id, kRole, epoch));
    ZATO_CHECK(odb.execute(
        "UPDATE scheduler_fire SET detail = CASE state WHEN 'sent' THEN 'no server has started it; it may still run' "
        "ELSE 'it was started and has not ended' END, state = 'lost' WHERE cluster_id = $1 AND state IN ('sent', "
        "'running') AND state IN ('planned', 'waiting', 'sent', 'running') AND recorded_at < $2 AND started_at < $2",
        {cluster_id, micros(lost_before)}));
    ZATO_TRY(
        const auto forgotten,
        odb.execute("DELETE FROM scheduler_fire WHERE (cluster_id, job_id, nominal) IN (SELECT cluster_id, job_id, "
                    "nominal FROM scheduler_fire o WHERE cluster_id = $1 AND recorded_at < $2 AND state IN ('ok', "
                    "'error', 'skipped', 'cancelled', 'lost') AND EXISTS (SELECT 1 FROM scheduler_fire n WHERE "
                    "n.cluster_id = o.cluster_id AND n.job_id = o.job_id AND n.kind = 'schedule' AND n.nominal > "
                    "o.nominal) LIMIT $3)",
                    {cluster_id, micros(forget_before), kForgottenAtATime}));
    return forgotten == kForgottenAtATime;
  });
}

}  // namespace zato::jobs
