// The ledger: what the ODB knows of runs of jobs. A run is a row from before it is fired until it is forgotten; that
// there is one row per job and nominal time is what makes each fire once, whoever dies. Written by the active scheduler
// (which proves its epoch), by workers that run what was fired, and by operators who order a run. Everything here
// blocks.
//
//   planned -> sent -> running -> ok | error      waiting: until an earlier run ends, then planned
//   skipped (overlap), cancelled (the job is gone), lost (no word of it for too long)
#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "lease/fence.hpp"
#include "odb/transaction.hpp"
#include "schedule/due.hpp"

namespace zato::jobs {

using schedule::Instant;

inline constexpr const char* kRole = "scheduler";  // of the lease

// Runs leave the scheduler so long before their time, that disks and networks on the way do not make them late; whoever gets one
// holds it until its time, which is in the environ of its message: microseconds since the epoch.
inline constexpr std::chrono::milliseconds kSentAhead{25};
inline constexpr const char* kNotBefore = "job_not_before";

struct FireKey {
  schema::Id job_id = 0;
  Instant nominal;

  bool operator==(const FireKey&) const = default;
  auto operator<=>(const FireKey&) const = default;
  // Of messages: a second one with the same key has no effect.
  std::string text() const;
  static std::optional<FireKey> parse(std::string_view text);
};

struct Run {
  FireKey key = {};
  bool manual = false;  // ordered by somebody
  std::string state = {};
  lease::Epoch epoch = 0;
  std::string cid = {};
  Instant recorded_at = {}, sent_at = {}, started_at = {}, finished_at = {};  // Instant(): not yet
  std::string server = {};
  std::int64_t attempts = 0;
  std::string detail = {};
  std::string job_name = {};  // history() only; empty where the job is gone
};

// What a scheduler needs to begin.
struct Known {
  struct JobState {
    std::string schedule;
    Instant since;
    bool paused = false;
  };
  std::unordered_map<schema::Id, JobState> jobs;
  std::unordered_map<schema::Id, Instant> cursors;  // the last nominal time that has a row
  bool all_paused = false;
};
base::Result<Known> read_known(odb::Connection& odb, schema::Id cluster_id);

// The scheduler saw these jobs with these schedules for the first time.
struct Seen {
  schema::Id job_id = 0;
  std::string schedule;
  Instant since;
};
base::Result<void> record_seen(odb::Connection& odb, schema::Id cluster_id, lease::Epoch epoch,
                               std::span<const Seen> seen);

struct NewRun {
  FireKey key = {};
  schedule::Overlap overlap = schedule::Overlap::kAllow;
  std::string cid = {};
};
// Writes the rows, in one transaction that proves the epoch (kConflict: another scheduler is active). Those that are
// there already are left as they are. Gives the rows that are to be fired: without those that are skipped or must wait.
struct Recorded {
  std::vector<FireKey> fire;
  std::size_t skipped = 0;
  std::size_t waiting = 0;
};
base::Result<Recorded> record_runs(odb::Connection& odb, schema::Id cluster_id, lease::Epoch epoch, Instant now,
                                   std::span<const NewRun> runs);

// Waiting runs whose turn has come become planned; given back. One per job at a time.
base::Result<std::vector<Run>> release_waiting(odb::Connection& odb, schema::Id cluster_id, lease::Epoch epoch);

// Planned runs that operators ordered since, and what else is unsent, the oldest first.
base::Result<std::vector<Run>> unsent_runs(odb::Connection& odb, schema::Id cluster_id, std::int64_t limit);
struct Backlog {
  std::int64_t planned = 0, waiting = 0;
};
base::Result<Backlog> backlog(odb::Connection& odb, schema::Id cluster_id);
base::Result<bool> some_wait(odb::Connection& odb, schema::Id cluster_id);

// Runs that went out before `before` and have not been started, `newest` or oldest first.
base::Result<std::vector<FireKey>> unstarted_runs(odb::Connection& odb, schema::Id cluster_id, Instant before,
                                                  bool newest, std::int64_t limit);
// Which of these have had their run, well or not.
base::Result<std::vector<FireKey>> ended_runs(odb::Connection& odb, schema::Id cluster_id,
                                              std::span<const FireKey> keys);
// All of what was given that has still not been started.
base::Result<std::vector<Run>> runs_unstarted(odb::Connection& odb, schema::Id cluster_id,
                                              std::span<const FireKey> keys);

// Of runs that are still unsent; others have gone on by themselves.
base::Result<void> mark_sent(odb::Connection& odb, schema::Id cluster_id, lease::Epoch epoch, Instant now,
                             std::span<const FireKey> keys);
base::Result<void> cancel(odb::Connection& odb, schema::Id cluster_id, std::span<const FireKey> keys,
                          const std::string& why);

// Runs without a word since `lost_before` are lost, history before `forget_before` is forgotten; the newest row of each
// job stays, for it says where to go on. Some at a time, for it keeps others from writing; true: there may be more.
base::Result<bool> tidy(odb::Connection& odb, schema::Id cluster_id, lease::Epoch epoch, Instant lost_before,
                        Instant forget_before);

// By workers. False: this run has ended, or there is none, or it goes on; whoever wanted to run it must not. One that
// goes on is taken over by who gets the same `message` (its id) again: whoever had it is dead. Another message of it,
// which there is where Redis has forgotten the first, has no effect.
base::Result<bool> begin_run(odb::Connection& odb, schema::Id cluster_id, const FireKey& key, const std::string& server,
                             const std::string& message, Instant now);
base::Result<void> end_run(odb::Connection& odb, schema::Id cluster_id, const FireKey& key, bool ok,
                           const std::string& detail, Instant now);

// By operators.
base::Result<Run> order_run(odb::Connection& odb, schema::Id cluster_id, schema::Id job_id, const std::string& cid,
                            Instant now);
base::Result<void> set_paused(odb::Connection& odb, schema::Id cluster_id, schema::Id job_id, bool paused,
                              const std::string& who);  // job 0: everything
struct Pauses {
  bool all = false;
  std::vector<schema::Id> jobs;
};
base::Result<Pauses> read_pauses(odb::Connection& odb, schema::Id cluster_id);
base::Result<std::vector<Run>> history(odb::Connection& odb, schema::Id cluster_id, schema::Id job_id,
                                       std::int64_t limit,
                                       std::int64_t offset = 0);  // the newest first; job 0: of all

}  // namespace zato::jobs
