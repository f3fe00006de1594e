#include "deploy/runs.hpp"

#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "base/fault_point.hpp"
#include "odb/changes.hpp"
#include "odb/transaction.hpp"

namespace zato::deploy {
namespace {

using base::Code;
using base::Result;
using nlohmann::json;

constexpr const char* kColumns = "run, state, actor, plan, beat, sequence, started_at, ended_at, reason";
constexpr std::int64_t kKept = 1000;  // runs, beyond which the oldest are forgotten

RunState state_named(const std::string& name) {
  if (name == "prepared") return RunState::kPrepared;
  return name == "deployed" ? RunState::kDeployed : name == "failed" ? RunState::kFailed : RunState::kLoading;
}

Result<Run> run_of(const odb::Row& row) {
  ZATO_TRY(auto plan, Plan::parse(row.text(3)));
  return Run{.id = row.integer(0),
             .state = state_named(row.text(1)),
             .actor = row.text(2),
             .plan = std::move(plan),
             .beat = row.integer(4),
             .sequence = row.integer(5),
             .started_at = row.text(6),
             .ended_at = row.text(7),
             .reason = row.text(8)};
}

json json_of(const PlannedFile& file) {
  json services = json::array();
  for (const auto& service : file.services) services.push_back({service.name, service.impl_name});
  return {{"name", file.name},     {"language", file.language},   {"digest", file.digest}, {"size", file.size},
          {"number", file.number}, {"signature", file.signature}, {"services", services}};
}

PlannedFile file_of(const json& from) {
  PlannedFile file{.name = from.at("name"),
                   .language = from.at("language"),
                   .digest = from.at("digest"),
                   .size = from.at("size"),
                   .number = from.at("number"),
                   .signature = from.at("signature")};
  for (const auto& service : from.at("services")) file.services.push_back({service.at(0), service.at(1)});
  return file;
}

Result<std::optional<Run>> first_of(Result<std::vector<odb::Row>> rows) {
  if (!rows) return base::fail(std::move(rows.error()));
  if (rows->empty()) return std::optional<Run>();
  ZATO_TRY(auto run, run_of(rows->front()));
  return std::optional<Run>(std::move(run));
}

}  // namespace

std::string Plan::text() const {
  json out{{"files", json::array()}, {"removed", removed}, {"removal_signature", removal_signature}};
  for (const auto& file : files) out["files"].push_back(json_of(file));
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<Plan> Plan::parse(std::string_view text) {
  try {
    const auto from = json::parse(text);
    Plan plan;
    for (const auto& file : from.at("files")) plan.files.push_back(file_of(file));
    plan.removed = from.at("removed").get<std::vector<std::string>>();
    plan.removal_signature = from.value("removal_signature", "");
    return plan;
  } catch (const json::exception& error) {
    return base::fail(Code::kCorrupt, std::string("the ODB has a deployment that cannot be read: ") + error.what());
  }
}

std::string_view name_of(RunState state) noexcept {
  if (state == RunState::kPrepared) return "prepared";
  return state == RunState::kDeployed ? "deployed" : state == RunState::kFailed ? "failed" : "loading";
}

Result<std::int64_t> open_run(odb::Connection& odb, schema::Id cluster, const std::string& actor, const Plan& plan) {
  const auto text = plan.text();
  std::vector<std::string> digests;
  for (const auto& file : plan.files) digests.push_back(file.digest);
  auto opened = odb::in_transaction(odb, odb::Mode::kWrite, [&]() -> Result<std::int64_t> {
    ZATO_CHECK(odb::lock_sequence(odb, cluster));  // one at a time opens runs
    ZATO_TRY(const auto open, open_run_of(odb, cluster));
    if (open) return base::fail(Code::kConflict, "deployment " + std::to_string(open->id) + " is not over yet");
    ZATO_TRY(const auto rows, odb.query("SELECT max(run) FROM deploy_run WHERE cluster_id = $1", {cluster}));
    const auto id = (rows.front().null(0) ? 0 : rows.front().integer(0)) + 1;
    ZATO_TRY(const auto missing, missing_packages(odb, cluster, digests));
    if (!missing.empty()) return base::fail(Code::kNotFound, "the ODB has no package " + *missing.begin());
    ZATO_CHECK(
        odb.execute("INSERT INTO deploy_run (cluster_id, run, state, actor, plan, started_at) VALUES ($1, $2, "
                    "'loading', $3, $4, $5)",
                    {cluster, id, actor, text, base::iso_utc_now()}));
    ZATO_CHECK(odb.execute("DELETE FROM deploy_run WHERE cluster_id = $1 AND run <= $2", {cluster, id - kKept}));
    ZATO_CHECK(odb.execute("DELETE FROM deploy_report WHERE cluster_id = $1 AND run <= $2", {cluster, id - kKept}));
    base::fault_point("deploy.run.before-open");
    return id;
  });
  if (opened) base::fault_point("deploy.run.opened");
  return opened;
}

// None is opened before the last one is over. All workers ask again and again: they need not read those before it.
Result<std::optional<Run>> open_run_of(odb::Connection& odb, schema::Id cluster) {
  return first_of(odb.query("SELECT " + std::string(kColumns) +
                                " FROM deploy_run WHERE cluster_id = $1 AND run = (SELECT max(run) FROM deploy_run "
                                "WHERE cluster_id = $1) AND state IN ('loading', 'prepared')",
                            {cluster}));
}

Result<Run> find_run(odb::Connection& odb, schema::Id cluster, std::int64_t id) {
  ZATO_TRY(auto run,
           first_of(odb.query("SELECT " + std::string(kColumns) + " FROM deploy_run WHERE cluster_id = $1 AND run = $2",
                              {cluster, id})));
  if (!run) return base::fail(Code::kNotFound, "there is no deployment " + std::to_string(id));
  return std::move(*run);
}

Result<std::vector<Run>> last_runs(odb::Connection& odb, schema::Id cluster, std::int64_t limit) {
  ZATO_TRY(const auto rows, odb.query("SELECT " + std::string(kColumns) +
                                          " FROM deploy_run WHERE cluster_id = $1 ORDER BY run DESC LIMIT $2",
                                      {cluster, limit}));
  std::vector<Run> runs;
  for (const auto& row : rows) {
    ZATO_TRY(auto run, run_of(row));
    runs.push_back(std::move(run));
  }
  return runs;
}

Result<void> beat_run(odb::Connection& odb, schema::Id cluster, std::int64_t id) {
  return odb::in_transaction(odb, odb::Mode::kWrite, [&]() -> Result<void> {
    ZATO_CHECK(odb.execute("UPDATE deploy_run SET beat = beat + 1 WHERE cluster_id = $1 AND run = $2", {cluster, id}));
    return {};
  });
}

Result<void> mark_prepared(odb::Connection& odb, schema::Id cluster, std::int64_t id) {
  return odb::in_transaction(odb, odb::Mode::kWrite, [&]() -> Result<void> {
    ZATO_TRY(const auto touched,
             odb.execute("UPDATE deploy_run SET state = 'prepared', beat = beat + 1 WHERE cluster_id = $1 AND run = $2 "
                         "AND state = 'loading'",
                         {cluster, id}));
    if (touched == 1) return {};
    return base::fail(Code::kConflict, "deployment " + std::to_string(id) + " is over already");
  });
}

Result<void> close_run(odb::Connection& odb, schema::Id cluster, std::int64_t id, RunState state, std::int64_t sequence,
                       const std::string& reason) {
  return odb::in_transaction(odb, odb::Mode::kWrite, [&]() -> Result<void> {
    ZATO_CHECK(
        odb.execute("UPDATE deploy_run SET state = $3, sequence = $4, reason = $5, ended_at = $6 WHERE "
                    "cluster_id = $1 AND run = $2 AND state IN ('loading', 'prepared')",
                    {cluster, id, std::string(name_of(state)), sequence, reason, base::iso_utc_now()}));
    return {};
  });
}

Result<void> report(odb::Connection& odb, schema::Id cluster, std::int64_t run, const Report& report) {
  return odb::in_transaction(odb, odb::Mode::kWrite, [&]() -> Result<void> {
    ZATO_CHECK(odb.execute(
        "INSERT INTO deploy_report (cluster_id, run, server_id, worker, parent, generation, state, detail) VALUES ($1, "
        "$2, $3, $4, $5, $6, $7, $8) ON CONFLICT (cluster_id, run, server_id, worker) DO UPDATE SET parent = "
        "excluded.parent, generation = excluded.generation, state = excluded.state, detail = excluded.detail",
        {cluster, run, report.server_id, report.worker, report.parent, report.generation, report.state,
         report.detail}));
    return {};
  });
}

Result<std::vector<Report>> reports(odb::Connection& odb, schema::Id cluster, std::int64_t run) {
  ZATO_TRY(const auto rows,
           odb.query("SELECT r.server_id, r.worker, r.parent, r.generation, r.state, r.detail, s.name FROM "
                     "deploy_report r JOIN server s ON s.id = r.server_id WHERE r.cluster_id = $1 AND r.run = $2 ORDER "
                     "BY s.name, r.worker",
                     {cluster, run}));
  std::vector<Report> found;
  for (const auto& row : rows) {
    found.push_back({.server_id = row.integer(0),
                     .worker = row.integer(1),
                     .parent = row.integer(2),
                     .generation = row.integer(3),
                     .state = row.text(4),
                     .detail = row.text(5),
                     .server = row.text(6)});
  }
  return found;
}

}  // namespace zato::deploy
