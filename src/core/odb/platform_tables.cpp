// The tables that hold no configuration objects.
#include "odb/ddl.hpp"

namespace zato::odb {

namespace {

Column number(std::string name) {
  return {.name = std::move(name), .type = "BIGINT", .not_null = true, .default_ = "0"};
}
Column text(std::string name) { return {.name = std::move(name), .type = "TEXT", .not_null = true, .default_ = "''"}; }

}  // namespace

std::vector<Table> platform_tables() {
  return {
      // Which numbered migrations (migrations/) this database has been through.
      {.name = "schema_version",
       .has_id = false,
       .columns = {number("number"), text("name"), text("applied_at")},
       .primary_key = {"number"}},
      // When and by whom the ODB was created; Zato's tools look for it.
      {.name = "install_state",
       .columns = {number("version"), text("install_time"), text("source_host"), text("source_user")}},
      // The number of the last change of each cluster. Writers queue up on this row: numbers have no gaps.
      {.name = "config_sequence",
       .has_id = false,
       .columns = {number("cluster_id"), number("seq")},
       .primary_key = {"cluster_id"}},
      // Every change of configuration, written in the transaction that made it: which fields it changed, what the row held before
      // and after (images.hpp).
      {.name = "config_change",
       .has_id = false,
       .columns = {number("cluster_id"), number("seq"), text("object_type"), number("object_id"), text("object_name"),
                   text("action"), text("actor"), text("changed_at"), number("version"), text("fields"), text("note"),
                   text("before_image"), text("image")},
       .primary_key = {"cluster_id", "seq"},
       .indexes = {{.name = "config_change_object_idx", .columns = {"cluster_id", "object_type", "object_id", "seq"}}}},
      // What was done and refused through the admin API (admin/audit.hpp). Rows are only ever added; each has the hash of the one
      // before in its own.
      {.name = "audit_event",
       .has_id = false,
       .columns = {number("cluster_id"), number("seq"), text("happened_at"), text("kind"), text("actor"), text("role"),
                   text("address"), text("cid"), text("service"), text("object_type"), number("object_id"),
                   text("object_name"), text("action"), text("fields"), text("details"), text("prev_hash"), text("hash")},
       .primary_key = {"cluster_id", "seq"}},
      // The end of each cluster's chain. Writers of audit events queue up on this row.
      {.name = "audit_head",
       .has_id = false,
       .columns = {number("cluster_id"), number("seq"), text("hash")},
       .primary_key = {"cluster_id"}},
      // Who holds a role of which there is one per cluster.
      {.name = "keep_alive",
       .has_id = false,
       .columns = {number("cluster_id"), text("role"), text("holder"), number("epoch"), number("counter"), number("patience_ms"),
                   text("renewed_at")},
       .primary_key = {"cluster_id", "role"}},
      // The runs of jobs (jobs/ledger.hpp): a row is written before anything is fired, one per nominal time. Times are microseconds
      // since 1970; 0: not yet.
      {.name = "scheduler_fire",
       .has_id = false,
       .columns = {number("cluster_id"), number("job_id"), number("nominal"), text("kind"), text("state"), number("epoch"),
                   text("cid"), number("recorded_at"), number("sent_at"), number("started_at"), number("finished_at"),
                   text("server"), number("attempts"), text("detail")},
       .primary_key = {"cluster_id", "job_id", "nominal"},
       .indexes = {{.name = "scheduler_fire_open_idx",
                    .columns = {"cluster_id", "job_id"},
                    .where = "state IN ('planned', 'waiting', 'sent', 'running')"},
                   {.name = "scheduler_fire_age_idx", .columns = {"cluster_id", "recorded_at"}}}},
      // Since when a scheduler has known a job by its present schedule, and whether it is paused; job 0: all jobs.
      {.name = "scheduler_job_state",
       .has_id = false,
       .columns = {number("cluster_id"), number("job_id"), text("schedule"), number("since"), number("paused"),
                   text("paused_by")},
       .primary_key = {"cluster_id", "job_id"},
       .indexes = {{.name = "scheduler_job_state_paused_idx", .columns = {"cluster_id"}, .where = "paused <> 0"}}},
      // Asynchronous invocations that Redis has as well, so that it may lose its data (messages/outbox.hpp). In base64.
      {.name = "message_outbox",
       .has_id = false,
       .columns = {text("cluster"), text("id"), text("owner"), text("life"), text("stream"), text("header"), text("payload"),
                   number("due")},
       .primary_key = {"cluster", "id"},
       .indexes = {{.name = "message_outbox_owner_idx", .columns = {"cluster", "owner"}}}},
      // How each server fares (server_state.hpp). Not configuration: no change is recorded.
      {.name = "server_state",
       .has_id = false,
       .columns = {number("server_id"), number("cluster_id"), text("up_status"), text("up_mod_date"), text("bind_host"),
                   number("bind_port"), text("preferred_address"), text("instance"), number("heartbeat"),
                   number("config_sequence"), number("pid"), text("host")},
       .primary_key = {"server_id"}},
      // Which configuration each worker has in force (worker_state.hpp).
      {.name = "worker_state",
       .has_id = false,
       .columns = {number("server_id"), number("worker"), number("cluster_id"), number("parent"), number("generation"),
                   number("config_sequence"), text("digest"), text("seen_at")},
       .primary_key = {"server_id", "worker"}},
      // The bytes of deployed files by their SHA-256, as text (deploy/packing.hpp). Rows never change.
      {.name = "deploy_package",
       .has_id = false,
       .columns = {number("cluster_id"), text("digest"), number("size"), text("content")},
       .primary_key = {"cluster_id", "digest"}},
      // Every version of every file that was deployed.
      {.name = "deploy_version",
       .has_id = false,
       .columns = {number("cluster_id"), text("name"), number("number"), text("digest"), text("language"),
                   number("size"), text("services"), text("signature"), number("run"), text("deployed_by"),
                   text("deployed_at")},
       .primary_key = {"cluster_id", "name", "number"}},
      // Every deployment: what it was to bring, how far it came (deploy/runs.hpp).
      {.name = "deploy_run",
       .has_id = false,
       .columns = {number("cluster_id"), number("run"), text("state"), text("actor"), text("plan"), number("beat"),
                   number("sequence"), text("started_at"), text("ended_at"), text("reason")},
       .primary_key = {"cluster_id", "run"}},
      // What each worker says of a deployment.
      {.name = "deploy_report",
       .has_id = false,
       .columns = {number("cluster_id"), number("run"), number("server_id"), number("worker"), number("parent"),
                   number("generation"), text("state"), text("detail")},
       .primary_key = {"cluster_id", "run", "server_id", "worker"}},
  };
}

}  // namespace zato::odb
