// What is planned: from the configuration to the agenda, from the agenda to the ledger.
#include <algorithm>

#include "base/cid.hpp"
#include "base/fault_point.hpp"
#include "scheduler/runner.hpp"
#include "scheduler/runner_insist.hpp"

namespace zato::scheduler {

namespace {

using namespace std::chrono_literals;
using jobs::Instant;

constexpr auto kReleaseInterval = 200ms;
constexpr auto kTidyInterval = 60s;
constexpr auto kShortestWait = 5ms;  // what is due within it is written with the same transaction
constexpr std::size_t kJobsAtATime = 1000;

}  // namespace

void Runner::plan() {
  if (!begin()) return;
  while (running_) {
    plan_wake_.reset();
    if (!in_effect()) {
      stopping_.wait(rt::Deadline::after(kRetry));
      continue;
    }
    if (std::exchange(configuration_changed_, false)) take_configuration();
    const auto now = base::Monotonic::now();
    if (std::exchange(refresh_asked_, false) || now >= next_refresh_) refresh();
    if (!all_paused_) fire_due();
    if (waiting_ > 0 && now >= next_release_) release_waiting();
    if (now >= next_tidy_) tidy();
    plan_wake_.wait(next_look(read_clocks()));
  }
}

bool Runner::begin() {
  const bool known = insist("reading the ledger", [this](odb::Connection& odb) -> base::Result<void> {
    ZATO_TRY(known_, jobs::read_known(odb, cluster_id_));
    return {};
  });
  if (!known) return false;
  configuration_changed_ = false;
  take_configuration();
  std::vector<schema::Id> paused;
  for (const auto& [id, state] : known_.jobs) {
    if (state.paused) paused.push_back(id);
  }
  apply_pauses(known_.all_paused, paused);
  take_orders(std::exchange(known_.unsent, {}));
  next_refresh_ = base::Monotonic::now() + options_.poll_interval;
  next_tidy_ = base::Monotonic::now() + kTidyInterval;
  kRunnerLog.info("active with epoch {}: {} jobs, {} runs to be sent", epoch_, jobs_.size(), outbox_.size());
  return true;
}

// Jobs whose schedule is another one, or that were not active, begin anew now; others go on where the ledger ends.
void Runner::take_configuration() {
  const auto now = read_clocks().wall;
  auto active = jobs::active_jobs(*snapshot_);
  std::unordered_map<schema::Id, JobPtr> next;
  next.reserve(active.size());
  std::vector<jobs::Seen> seen;
  for (auto& job : active) {
    const auto before = jobs_.find(job.id);
    const bool same = before != jobs_.end() && *before->second == job;
    auto pointer = same ? before->second : std::make_shared<const jobs::Job>(std::move(job));
    if (!same) put_on_agenda(pointer, seen, now);
    next.emplace(pointer->id, std::move(pointer));
  }
  for (auto& [id, state] : known_.jobs) {
    if (next.contains(id)) continue;
    agenda_.remove(id);
    if (state.schedule.empty()) continue;
    state.schedule.clear();
    seen.push_back({.job_id = id, .schedule = {}, .since = now});
  }
  jobs_ = std::move(next);
  if (seen.empty()) return;
  insist("noting the jobs there are", [cluster = cluster_id_, epoch = epoch_, seen](odb::Connection& odb) {
    return jobs::record_seen(odb, cluster, epoch, seen);
  });
}

void Runner::put_on_agenda(const JobPtr& job, std::vector<jobs::Seen>& seen, Instant now) {
  auto& state = known_.jobs[job->id];
  auto cursor = Instant();
  if (state.schedule != job->schedule) {
    state.schedule = job->schedule;
    state.since = now;
    seen.push_back({.job_id = job->id, .schedule = job->schedule, .since = now});
    cursor = jobs::first_cursor(*job, now);
  } else {
    const auto last = known_.cursors.find(job->id);
    cursor = jobs::first_cursor(*job, state.since);
    if (last != known_.cursors.end()) cursor = std::max(cursor, last->second);
  }
  known_.cursors[job->id] = cursor;
  if (state.paused) return;
  if (const auto set = agenda_.set(job, state.since, cursor); !set) {
    kRunnerLog.error("job {} does not run: {}", job->name, set.error().text());
  }
}

// Orders, pauses, and whatever of an earlier tenure or of a lost notice is left.
void Runner::refresh() {
  next_refresh_ = base::Monotonic::now() + options_.poll_interval;
  struct Found {
    std::vector<jobs::Run> unsent;
    jobs::Pauses pauses;
  };
  Found found;
  const bool read =
      insist("looking for orders", [&found, cluster = cluster_id_](odb::Connection& odb) -> base::Result<void> {
        ZATO_TRY(found.unsent, jobs::unsent_runs(odb, cluster));
        ZATO_TRY(found.pauses, jobs::read_pauses(odb, cluster));
        return {};
      });
  if (!read) return;
  apply_pauses(found.pauses.all, found.pauses.jobs);
  take_orders(found.unsent);
}

void Runner::take_orders(const std::vector<jobs::Run>& unsent) {
  const auto now = read_clocks();
  waiting_ = 0;
  for (const auto& run : unsent) {
    if (run.state == "waiting")
      ++waiting_;
    else
      enqueue(run.key, run.cid, run.manual, true, now);
  }
}

void Runner::apply_pauses(bool all, const std::vector<schema::Id>& paused) {
  if (std::exchange(all_paused_, all) != all) kRunnerLog.info("all jobs are {}", all ? "paused" : "resumed");
  const std::set<schema::Id> now(paused.begin(), paused.end());
  const auto before = std::exchange(paused_, now);
  for (const auto id : now) {
    if (!before.contains(id)) set_paused(id, true);
  }
  for (const auto id : before) {
    if (!now.contains(id)) set_paused(id, false);
  }
}

void Runner::set_paused(schema::Id id, bool paused) {
  auto& state = known_.jobs[id];
  if (std::exchange(state.paused, paused) == paused) return;
  const auto job = jobs_.find(id);
  if (job == jobs_.end()) return;
  kRunnerLog.info("job {} is {}", job->second->name, paused ? "paused" : "resumed");
  if (paused)
    agenda_.remove(id);
  else
    static_cast<void>(agenda_.set(job->second, state.since, known_.cursors[id]));
}

void Runner::fire_due() {
  const auto now = read_clocks();
  const auto due = agenda_.take(now, kJobsAtATime);
  if (due.empty()) return;
  std::vector<jobs::NewRun> runs;
  runs.reserve(due.size());
  for (const auto& one : due) {
    if (one.left_out)
      kRunnerLog.info("job {}: runs before {} were missed", one.job->name, schedule::text_of(one.nominal));
    runs.push_back({.key = {one.job->id, one.nominal}, .overlap = one.job->overlap, .cid = base::new_cid()});
  }
  jobs::Recorded recorded;
  const auto wall = now.wall;
  const bool written =
      insist("writing runs", [&recorded, &runs, wall, this](odb::Connection& odb) -> base::Result<void> {
        ZATO_TRY(recorded, jobs::record_runs(odb, cluster_id_, epoch_, wall, runs));
        return {};
      });
  if (!written) return;
  base::fault_point("scheduler.recorded");
  std::map<jobs::FireKey, const jobs::NewRun*> by_key;
  for (const auto& run : runs) {
    by_key[run.key] = &run;
    known_.cursors[run.key.job_id] = std::max(known_.cursors[run.key.job_id], run.key.nominal);
  }
  const auto later = read_clocks();
  for (const auto& key : recorded.fire) {
    const auto job = jobs_.find(key.job_id);
    const bool by_clock = job != jobs_.end() && job->second->type == "cron_style";
    enqueue(key, by_key.at(key)->cid, false, by_clock, later);
  }
  counts_.recorded += recorded.fire.size();
  counts_.skipped += recorded.skipped;
  waiting_ += recorded.waiting;
}

// When it is due by the steady clock.
void Runner::enqueue(const jobs::FireKey& key, const std::string& cid, bool manual, bool follows_clock,
                     const jobs::Now& now) {
  const auto due = follows_clock ? key.nominal - now.wall + now.steady : key.nominal;
  if (outbox_.add({.key = key, .cid = cid, .manual = manual, .due = due})) send_wake_.set();
}

void Runner::release_waiting() {
  next_release_ = base::Monotonic::now() + kReleaseInterval;
  std::vector<jobs::Run> released;
  insist("releasing runs that waited", [&released, this](odb::Connection& odb) -> base::Result<void> {
    ZATO_TRY(released, jobs::release_waiting(odb, cluster_id_, epoch_));
    return {};
  });
  const auto now = read_clocks();
  waiting_ -= std::min(waiting_, released.size());
  for (const auto& run : released) enqueue(run.key, run.cid, run.manual, true, now);
}

void Runner::tidy() {
  next_tidy_ = base::Monotonic::now() + kTidyInterval;
  const auto now = read_clocks().wall;
  insist("tidying the ledger", [now, this](odb::Connection& odb) {
    return jobs::tidy(odb, cluster_id_, epoch_, now - options_.run_timeout, now - options_.history_time);
  });
}

rt::Deadline Runner::next_look(const jobs::Now& now) const {
  schedule::Duration wait = options_.poll_interval;
  if (!all_paused_) {
    const auto wake = agenda_.next();
    if (wake.wall) wait = std::min(wait, *wake.wall - now.wall);
    if (wake.steady) wait = std::min(wait, *wake.steady - now.steady);
  }
  if (waiting_ > 0) wait = std::min<schedule::Duration>(wait, kReleaseInterval);
  return rt::Deadline::after(std::max<schedule::Duration>(wait, kShortestWait));
}

}  // namespace zato::scheduler
