// What everybody reads, and what workers and operators write.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "jobs/ledger.hpp"
#include "jobs/ledger_rows.hpp"

namespace zato::jobs {

using base::Result;
using odb::Connection;
using odb::in_transaction;
using odb::Mode;

std::string FireKey::text() const { return fmt::format("job:{}:{}", job_id, micros(nominal)); }

std::optional<FireKey> FireKey::parse(std::string_view text) {
  const auto parts = base::split(text, ':');
  if (parts.size() != 3 || parts[0] != "job") return std::nullopt;
  const auto job = base::parse_number<std::int64_t>(parts[1]);
  const auto nominal = base::parse_number<std::int64_t>(parts[2]);
  if (!job || !nominal) return std::nullopt;
  return FireKey{*job, instant(*nominal)};
}

std::string given_rows(odb::Engine engine, std::initializer_list<Given> columns) {
  const bool sqlite = engine == odb::Engine::kSqlite;
  std::string out;
  std::size_t number = 0;
  for (const auto& [name, type] : columns) {
    const auto element =
        sqlite ? fmt::format("json_extract(value, '$[{}]')", number) : fmt::format("value->>{}", number);
    out += fmt::format("{}CAST({} AS {}) AS {}", number++ == 0 ? "" : ", ", element, type, name);
  }
  const char* from = sqlite ? "json_each($1)" : "json_array_elements(CAST($1 AS json)) AS value";
  return fmt::format("(SELECT {} FROM {}) AS given", out, from);
}

std::string run_columns() {
  return "job_id, nominal, kind, state, epoch, cid, recorded_at, sent_at, started_at, finished_at, server, attempts, "
         "detail";
}

constexpr std::size_t kRunColumns = 13;

std::vector<Run> runs_of(const std::vector<odb::Row>& rows) {
  std::vector<Run> out;
  for (const auto& row : rows) {
    out.push_back({.key = {row.integer(0), instant(row.integer(1))},
                   .manual = row.text(2) == "manual",
                   .state = row.text(3),
                   .epoch = row.integer(4),
                   .cid = row.text(5),
                   .recorded_at = instant(row.integer(6)),
                   .sent_at = instant(row.integer(7)),
                   .started_at = instant(row.integer(8)),
                   .finished_at = instant(row.integer(9)),
                   .server = row.text(10),
                   .attempts = row.integer(11),
                   .detail = row.text(12)});
  }
  return out;
}

Result<std::vector<Run>> unsent_runs(Connection& odb, schema::Id cluster_id, std::int64_t limit) {
  ZATO_TRY(const auto rows,
           odb.query("SELECT " + run_columns() +
                         " FROM scheduler_fire WHERE cluster_id = $1 AND state = 'planned' "
                         "AND state IN ('planned', 'waiting', 'sent', 'running') ORDER BY nominal LIMIT $2",
                     {cluster_id, limit}));
  return runs_of(rows);
}

Result<Backlog> backlog(Connection& odb, schema::Id cluster_id) {
  ZATO_TRY(const auto rows,
           odb.query("SELECT state, count(*) FROM scheduler_fire WHERE cluster_id = $1 AND state IN ('planned', "
                     "'waiting') AND state IN ('planned', 'waiting', 'sent', 'running') GROUP BY state",
                     {cluster_id}));
  Backlog out;
  for (const auto& row : rows) (row.text(0) == "waiting" ? out.waiting : out.planned) = row.integer(1);
  return out;
}

Result<bool> some_wait(Connection& odb, schema::Id cluster_id) {
  ZATO_TRY(const auto rows,
           odb.query("SELECT 1 FROM scheduler_fire WHERE cluster_id = $1 AND state = 'waiting' AND state IN "
                     "('planned', 'waiting', 'sent', 'running') LIMIT 1",
                     {cluster_id}));
  return !rows.empty();
}

Result<std::vector<FireKey>> unstarted_runs(Connection& odb, schema::Id cluster_id, Instant before, bool newest,
                                            std::int64_t limit) {
  ZATO_TRY(const auto rows,
           odb.query(fmt::format("SELECT job_id, nominal FROM scheduler_fire WHERE cluster_id = $1 AND state = 'sent' "
                                 "AND state IN ('planned', 'waiting', 'sent', 'running') AND sent_at < $2 ORDER BY "
                                 "sent_at {} LIMIT $3",
                                 newest ? "DESC" : "ASC"),
                     {cluster_id, micros(before), limit}));
  std::vector<FireKey> out;
  for (const auto& row : rows) out.push_back({row.integer(0), instant(row.integer(1))});
  return out;
}

Result<Known> read_known(Connection& odb, schema::Id cluster_id) {
  return in_transaction(odb, Mode::kRead, [&]() -> Result<Known> {
    Known known;
    ZATO_TRY(const auto states,
             odb.query("SELECT job_id, schedule, since, paused FROM scheduler_job_state WHERE cluster_id = $1",
                       {cluster_id}));
    for (const auto& row : states) {
      if (row.integer(0) == 0)
        known.all_paused = row.boolean(3);
      else
        known.jobs[row.integer(0)] = {row.text(1), instant(row.integer(2)), row.boolean(3)};
    }
    // Job by job: a history of millions of rows is not gone through.
    ZATO_TRY(const auto cursors,
             odb.query("SELECT job_id, (SELECT nominal FROM scheduler_fire f WHERE f.cluster_id = s.cluster_id AND "
                       "f.job_id = s.job_id AND f.kind = 'schedule' ORDER BY nominal DESC LIMIT 1) FROM "
                       "scheduler_job_state s WHERE cluster_id = $1",
                       {cluster_id}));
    for (const auto& row : cursors) {
      if (!row.null(1)) known.cursors[row.integer(0)] = instant(row.integer(1));
    }
    return known;
  });
}

// As long as a run goes on its detail is the message.
Result<bool> begin_run(Connection& odb, schema::Id cluster_id, const FireKey& key, const std::string& server,
                       const std::string& message, Instant now) {
  ZATO_TRY(
      const auto touched,
      odb.execute("UPDATE scheduler_fire SET state = 'running', started_at = $4, server = $5, attempts = attempts + 1, "
                  "detail = $6 WHERE cluster_id = $1 AND job_id = $2 AND nominal = $3 AND (state IN ('planned', "
                  "'waiting', 'sent', 'lost') OR (state = 'running' AND detail = $6))",
                  {cluster_id, key.job_id, micros(key.nominal), micros(now), server, "message " + message}));
  return touched == 1;
}

Result<void> end_run(Connection& odb, schema::Id cluster_id, const FireKey& key, bool ok, const std::string& detail,
                     Instant now) {
  ZATO_CHECK(odb.execute(
      "UPDATE scheduler_fire SET state = $4, finished_at = $5, detail = $6 WHERE cluster_id = $1 AND job_id "
      "= $2 AND nominal = $3",
      {cluster_id, key.job_id, micros(key.nominal), std::string(ok ? "ok" : "error"), micros(now), detail}));
  return {};
}

Result<Run> order_run(Connection& odb, schema::Id cluster_id, schema::Id job_id, const std::string& cid, Instant now) {
  ZATO_CHECK(odb.execute(
      "INSERT INTO scheduler_fire (cluster_id, job_id, nominal, kind, state, cid, recorded_at) VALUES ($1, $2, "
      "$3, 'manual', 'planned', $4, $3)",
      {cluster_id, job_id, micros(now), cid}));
  return Run{.key = {job_id, now}, .manual = true, .state = "planned", .cid = cid, .recorded_at = now};
}

Result<void> set_paused(Connection& odb, schema::Id cluster_id, schema::Id job_id, bool paused,
                        const std::string& who) {
  ZATO_CHECK(odb.execute(
      "INSERT INTO scheduler_job_state (cluster_id, job_id, paused, paused_by) VALUES ($1, $2, $3, $4) ON "
      "CONFLICT (cluster_id, job_id) DO UPDATE SET paused = excluded.paused, paused_by = excluded.paused_by",
      {cluster_id, job_id, std::int64_t{paused ? 1 : 0}, who}));
  return {};
}

// Sorted here: asked for the order, SQLite would go through all jobs by their ids.
Result<Pauses> read_pauses(Connection& odb, schema::Id cluster_id) {
  ZATO_TRY(const auto rows,
           odb.query("SELECT job_id FROM scheduler_job_state WHERE cluster_id = $1 AND paused <> 0", {cluster_id}));
  Pauses out;
  for (const auto& row : rows) {
    if (row.integer(0) == 0)
      out.all = true;
    else
      out.jobs.push_back(row.integer(0));
  }
  std::sort(out.jobs.begin(), out.jobs.end());
  return out;
}

// Each by an index of its own: histories are long.
Result<std::vector<Run>> history(Connection& odb, schema::Id cluster_id, schema::Id job_id, std::int64_t limit,
                                 std::int64_t offset) {
  odb::Parameters parameters{cluster_id, limit, offset};
  if (job_id != 0) parameters.emplace_back(job_id);
  ZATO_TRY(const auto rows, odb.query("SELECT " + run_columns() +
                                          ", (SELECT name FROM job WHERE id = scheduler_fire.job_id) FROM "
                                          "scheduler_fire WHERE cluster_id = $1 " +
                                          (job_id == 0 ? "ORDER BY recorded_at DESC, nominal DESC"
                                                       : "AND job_id = $4 ORDER BY nominal DESC") +
                                          " LIMIT $2 OFFSET $3",
                                      std::move(parameters)));
  auto runs = runs_of(rows);
  for (std::size_t i = 0; i < runs.size(); ++i) runs[i].job_name = rows[i].text(kRunColumns);
  return runs;
}

}  // namespace zato::jobs
