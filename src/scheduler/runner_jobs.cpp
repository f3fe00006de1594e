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
constexpr base::Monotonic::duration kTidyInterval = 60s;
constexpr base::Monotonic::duration kTidyPause = 500ms;  // while there is more
constexpr auto kRememberingInterval = 2s;
constexpr auto kStartsWithin = 3s;  // mostly; what has not been started then is asked after
constexpr std::int64_t kSample = 50;
constexpr std::int64_t kMostSentAgain = 10'000;  // at a time
constexpr auto kShortestWait = 5ms;              // what is due within it is written with the same transaction
constexpr std::size_t kJobsAtATime = 1000;
constexpr std::size_t kMostInOutbox = 20'000;  // others wait as rows

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
    if (some_wait_ && now >= next_release_) release_waiting();
    if (now >= next_tidy_) tidy();
    if (now >= next_remembering_) look_for_forgotten();
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
  refresh();
  next_tidy_ = base::Monotonic::now() + kTidyInterval;
  next_remembering_ = {};
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
  if (job->type == "one_time" && !agenda_.next_of(job->id)) only_runs_.insert({job->id, cursor});
}

// Orders, pauses, and whatever of an earlier tenure or of a lost notice is left. Where Redis is away for long, what
// waits for it stays in the ODB and comes some at a time.
void Runner::refresh() {
  next_refresh_ = base::Monotonic::now() + options_.poll_interval;
  struct Found {
    std::vector<jobs::Run> unsent;
    jobs::Pauses pauses;
    bool some_wait = false;
  };
  Found found;
  looking_ = true;
  const auto room = static_cast<std::int64_t>(kMostInOutbox) - static_cast<std::int64_t>(outbox_.size());
  const bool read =
      insist("looking for orders", [&found, room, cluster = cluster_id_](odb::Connection& odb) -> base::Result<void> {
        // Those that are in the outbox are the oldest: they are among the answer.
        if (room > 0) {
          ZATO_TRY(found.unsent, jobs::unsent_runs(odb, cluster, kMostInOutbox));
        }
        ZATO_TRY(found.pauses, jobs::read_pauses(odb, cluster));
        ZATO_TRY(found.some_wait, jobs::some_wait(odb, cluster));
        return {};
      });
  looking_ = false;
  const auto marked = std::exchange(marked_meanwhile_, {});
  if (!read) return;
  apply_pauses(found.pauses.all, found.pauses.jobs);
  some_wait_ = found.some_wait;
  const auto now = read_clocks();
  for (const auto& run : found.unsent) {
    if (!marked.contains(run.key)) enqueue(run.key, run.cid, run.manual, true, now);
  }
  if (!only_runs_.empty()) retire();
}

// Once they have had their run, not when it is sent: until then a run is one of an active job, which may be sent again.
void Runner::retire() {
  std::erase_if(only_runs_, [this](const auto& key) { return !jobs_.contains(key.job_id); });
  const std::vector<jobs::FireKey> keys(only_runs_.begin(), only_runs_.end());
  std::vector<jobs::FireKey> ended;
  const bool done = insist("switching off jobs that have run", [&, this](odb::Connection& odb) -> base::Result<void> {
    ZATO_TRY(ended, jobs::ended_runs(odb, cluster_id_, keys));
    for (const auto& key : ended) ZATO_CHECK(options_.retire(odb, key.job_id));
    return {};
  });
  if (!done) return;
  for (const auto& key : ended) only_runs_.erase(key);
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
    const auto job = jobs_.find(run.key.job_id);
    if (job != jobs_.end() && job->second->type == "one_time") only_runs_.insert(run.key);
  }
  const auto later = read_clocks();
  for (const auto& key : recorded.fire) {
    const auto job = jobs_.find(key.job_id);
    const bool by_clock = job != jobs_.end() && job->second->type == "cron_style";
    enqueue(key, by_key.at(key)->cid, false, by_clock, later);
  }
  counts_.recorded += recorded.fire.size();
  counts_.skipped += recorded.skipped;
  some_wait_ = some_wait_ || recorded.waiting > 0;
}

// When it is due by the steady clock.
void Runner::enqueue(const jobs::FireKey& key, const std::string& cid, bool manual, bool follows_clock,
                     const jobs::Now& now) {
  if (outbox_.size() >= kMostInOutbox) return;
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
  for (const auto& run : released) enqueue(run.key, run.cid, run.manual, true, now);
}

void Runner::tidy() {
  const auto now = read_clocks().wall;
  bool more = false;
  insist("tidying the ledger", [now, &more, this](odb::Connection& odb) -> base::Result<void> {
    ZATO_TRY(more, jobs::tidy(odb, cluster_id_, epoch_, now - options_.run_timeout, now - options_.history_time));
    return {};
  });
  next_tidy_ = base::Monotonic::now() + (more ? kTidyPause : kTidyInterval);
}

// Redis may have lost what it acknowledged: FLUSHALL, a restored backup. All that is lost with it are the oldest or the
// newest, so that a look at some of both tells whether to look at all.
void Runner::look_for_forgotten() {
  next_remembering_ = base::Monotonic::now() + kRememberingInterval;
  const auto before = read_clocks().wall - kStartsWithin;
  const auto unstarted = [&](bool newest, std::int64_t limit) {
    std::vector<jobs::FireKey> keys;
    insist("looking for runs that were not started", [&, this](odb::Connection& odb) -> base::Result<void> {
      ZATO_TRY(keys, jobs::unstarted_runs(odb, cluster_id_, before, newest, limit));
      return {};
    });
    return keys;
  };
  std::vector<jobs::FireKey> forgotten;
  for (const bool newest : {false, true}) {
    const auto sample = unstarted(newest, kSample);
    if (sample.empty() || !sink_remembers(sample, forgotten)) return;
    if (!forgotten.empty()) break;
  }
  if (forgotten.empty()) return;
  forgotten.clear();
  for (const bool newest : {false, true}) {
    if (!sink_remembers(unstarted(newest, kMostSentAgain), forgotten)) return;
  }
  send_again(forgotten);
}

// Adds those that it does not remember; false: it does not tell.
bool Runner::sink_remembers(const std::vector<jobs::FireKey>& keys, std::vector<jobs::FireKey>& forgotten) {
  const auto answer = sink_.remembers(keys);
  if (!answer) return false;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!(*answer)[i]) forgotten.push_back(keys[i]);
  }
  return true;
}

void Runner::send_again(const std::vector<jobs::FireKey>& keys) {
  std::vector<jobs::Run> runs;
  insist("reading runs that were forgotten", [&, this](odb::Connection& odb) -> base::Result<void> {
    ZATO_TRY(runs, jobs::runs_unstarted(odb, cluster_id_, keys));
    return {};
  });
  const auto now = read_clocks();
  const auto before = counts_.repeated;
  for (const auto& run : runs) {
    if (!outbox_.knows(run.key)) ++counts_.repeated;
    enqueue(run.key, run.cid, run.manual, true, now);
  }
  if (counts_.repeated == before) return;
  kRunnerLog.warning("redis has forgotten {} runs that it had and nobody has started; they are sent again",
                     counts_.repeated - before);
}

rt::Deadline Runner::next_look(const jobs::Now& now) const {
  schedule::Duration wait = options_.poll_interval;
  if (!all_paused_) {
    const auto wake = agenda_.next();
    if (wake.wall) wait = std::min(wait, *wake.wall - now.wall);
    if (wake.steady) wait = std::min(wait, *wake.steady - now.steady);
  }
  if (some_wait_) wait = std::min<schedule::Duration>(wait, kReleaseInterval);
  return rt::Deadline::after(std::max<schedule::Duration>(wait, kShortestWait));
}

}  // namespace zato::scheduler
