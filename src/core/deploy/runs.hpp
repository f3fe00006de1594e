// Runs: deployments on their way. One at a time in a cluster: it is opened with what it is to bring, every worker loads
// that beside what is in force and reports, then the change of configuration is made (activate.hpp), or not, and the
// run is closed. What happens to a run whose coordinator dies: the next one, or any worker, closes it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "deploy/versions.hpp"
#include "odb/database.hpp"
#include "schema/value.hpp"

namespace zato::deploy {

struct PlannedFile {
  std::string name = {};
  std::string language = {};
  std::string digest = {};
  std::int64_t size = 0;
  std::int64_t number = 0;  // a version that there is already; 0: a new one
  std::string signature = {};
  struct Service {
    std::string name;
    std::string impl_name;
  };
  std::vector<Service> services = {};
};

struct Plan {
  std::vector<PlannedFile> files = {};  // in the order of deployment
  std::vector<std::string> removed = {};
  std::string removal_signature = {};  // of the one that is removed, where servers want one

  std::string text() const;  // as the ODB has it
  static base::Result<Plan> parse(std::string_view text);
};

enum class RunState { kLoading, kPrepared, kDeployed, kFailed };
std::string_view name_of(RunState state) noexcept;  // "loading", "prepared", "deployed", "failed"

struct Run {
  std::int64_t id = 0;
  RunState state = RunState::kLoading;
  std::string actor = {};
  Plan plan = {};
  std::int64_t beat = 0;      // raised while its coordinator lives
  std::int64_t sequence = 0;  // of the configuration that has it; 0: none
  std::string started_at = {};
  std::string ended_at = {};
  std::string reason = {};  // of a failure
};

// Its number. kConflict: another one is open. kNotFound: the packages of its files are not all there.
base::Result<std::int64_t> open_run(odb::Connection& odb, schema::Id cluster, const std::string& actor,
                                    const Plan& plan);

// Loading or prepared.
base::Result<std::optional<Run>> open_run_of(odb::Connection& odb, schema::Id cluster);
base::Result<Run> find_run(odb::Connection& odb, schema::Id cluster, std::int64_t id);                   // kNotFound
base::Result<std::vector<Run>> last_runs(odb::Connection& odb, schema::Id cluster, std::int64_t limit);  // newest first

base::Result<void> beat_run(odb::Connection& odb, schema::Id cluster, std::int64_t id);

// All workers have reported that they have loaded it; before that it cannot be put in force. kConflict: it is over.
base::Result<void> mark_prepared(odb::Connection& odb, schema::Id cluster, std::int64_t id);

// One that is open. Closing it again changes nothing.
base::Result<void> close_run(odb::Connection& odb, schema::Id cluster, std::int64_t id, RunState state,
                             std::int64_t sequence, const std::string& reason);

struct Report {
  schema::Id server_id = 0;
  std::int64_t worker = 0;
  std::int64_t parent = 0;
  std::int64_t generation = 0;
  std::string state = {};  // "prepared", "failed"
  std::string detail = {};
  std::string server = {};  // its name; only read
};
base::Result<void> report(odb::Connection& odb, schema::Id cluster, std::int64_t run, const Report& report);
base::Result<std::vector<Report>> reports(odb::Connection& odb, schema::Id cluster, std::int64_t run);

}  // namespace zato::deploy
