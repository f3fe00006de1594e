// Job: a job of the configuration as a scheduler needs it. Made from a snapshot; used by the scheduler, by admin
// services that look ahead, and by `zato scheduler simulate`.
#pragma once

#include <string>
#include <vector>

#include "odb/snapshot.hpp"
#include "odb/store.hpp"
#include "schedule/due.hpp"

namespace zato::jobs {

using schedule::Instant;

struct Job {
  schema::Id id = 0;
  std::string name = {};
  std::string type = {};      // one_time, interval_based, cron_style
  std::string service = {};   // its name
  std::string extra = {};     // what the service receives
  std::string schedule = {};  // what decides when it runs, as text: another one is another schedule
  schedule::Missed missed = schedule::Missed::kOnce;
  schedule::Overlap overlap = schedule::Overlap::kAllow;

  bool operator==(const Job&) const = default;
};

// Active jobs whose service is known, by id.
std::vector<Job> active_jobs(const odb::Snapshot& snapshot);

// One of them, active or not. kNotFound: no such job.
base::Result<Job> find_job(const odb::Snapshot& snapshot, schema::Id id);

// The same from the ODB itself.
struct Stored {
  Job job;
  bool is_active = false;
};
base::Result<Stored> read_job(odb::Store& store, schema::Id id);

// A job that runs once has had its run: as in Zato it is not active any more. Nothing where it is gone or another one.
base::Result<void> switch_off(odb::Store& store, schema::Id id);

// When it runs. `since`: when this schedule was first seen, from which a job without a start date counts.
// kInvalidArgument, kNotFound (time zone): the job cannot be understood, which its checks should have prevented.
base::Result<schedule::Times> times_of(const Job& job, Instant since);

// Where a scheduler begins that has never run the job: what lies before `since` does not count as missed, but a job
// that runs once is still owed.
Instant first_cursor(const Job& job, Instant since);

}  // namespace zato::jobs
