// Runner: what the active scheduler does. Between start(epoch) and stop() it asks the agenda what is due, writes the
// runs into the ledger, and sends each when its time has come. Everything on the loop, in three fibers:
//
//   plan:  configuration, pauses, orders -> agenda; agenda -> ledger -> outbox   (the only one that touches the agenda)
//   send:  outbox -> sink, many at a time
//   mark:  what has gone out -> ledger
//
// The database away: nothing new is fired, for it would have no row; what has a row goes out. Redis away: runs wait in
// the outbox, and as rows; what it has forgotten (FLUSHALL, an old backup) goes out again. Killed anywhere: the
// successor finds rows that were not marked and sends them again under the same key.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>

#include "jobs/agenda.hpp"
#include "odb/pool.hpp"
#include "rt/event.hpp"
#include "rt/loop.hpp"
#include "scheduler/clocks.hpp"
#include "scheduler/fire_sink.hpp"
#include "scheduler/outbox.hpp"

namespace zato::scheduler {

class Runner {
 public:
  struct Options {
    jobs::Agenda::Options agenda = {};
    std::chrono::milliseconds poll_interval{1000};
    std::chrono::milliseconds run_timeout{3'600'000};
    std::chrono::milliseconds history_time{604'800'000};
    std::function<std::optional<lease::Epoch>()> epoch = {};  // the one in effect; nothing: we are not active any more
    std::function<void(schedule::Duration lateness)> fired = [](auto) {};
    // A job that runs once has had its run: it is to be switched off. With the connection of a pool's thread.
    std::function<base::Result<void>(odb::Connection&, schema::Id)> retire = [](auto&, auto) {
      return base::Result<void>();
    };
  };
  struct Counts {
    std::uint64_t fired = 0, refused = 0, skipped = 0, recorded = 0, repeated = 0;
  };

  Runner(rt::Loop& loop, odb::Pool& pool, FireSink& sink, Options options);

  void set_configuration(std::shared_ptr<const odb::Snapshot> snapshot);
  void start(lease::Epoch epoch);
  void stop();  // fiber; returns when nothing of this tenure goes on
  void wake();  // somebody ordered a run, paused or resumed

  bool active() const noexcept { return running_; }
  std::size_t jobs() const noexcept { return jobs_.size(); }
  std::size_t outbox() const noexcept { return outbox_.size(); }
  const Counts& counts() const noexcept { return counts_; }

 private:
  using JobPtr = std::shared_ptr<const jobs::Job>;

  void plan();
  void send();
  void mark();

  // Fiber of plan().
  bool begin();
  void refresh();
  void take_configuration();
  void put_on_agenda(const JobPtr& job, std::vector<jobs::Seen>& seen, jobs::Instant now);
  void apply_pauses(bool all, const std::vector<schema::Id>& paused);
  void set_paused(schema::Id id, bool paused);
  void fire_due();
  void release_waiting();
  void tidy();
  void retire();
  void look_for_forgotten();
  bool sink_remembers(const std::vector<jobs::FireKey>& keys, std::vector<jobs::FireKey>& forgotten);
  void send_again(const std::vector<jobs::FireKey>& keys);
  rt::Deadline next_look(const jobs::Now& now) const;
  jobs::Now read_clocks();
  void enqueue(const jobs::FireKey& key, const std::string& cid, bool manual, bool follows_clock, const jobs::Now& now);

  void send_some(std::vector<Outgoing> items);
  void note_sent(Outgoing item, const base::Result<void>& outcome, jobs::Instant now);
  void cancel(const std::vector<jobs::FireKey>& keys);
  bool in_effect() const;

  // Again and again until it succeeds, the tenure ends, or another scheduler has taken over.
  template <class F>
  bool insist(const char* what, F work);

  rt::Loop& loop_;
  odb::Pool& pool_;
  FireSink& sink_;
  const Options options_;
  std::shared_ptr<const odb::Snapshot> snapshot_;
  bool configuration_changed_ = false;
  bool refresh_asked_ = false;

  bool running_ = false;
  lease::Epoch epoch_ = 0;
  schema::Id cluster_id_ = 0;
  jobs::Agenda agenda_;
  std::unordered_map<schema::Id, JobPtr> jobs_;  // active ones, paused or not
  jobs::Known known_;
  bool all_paused_ = false;
  std::set<schema::Id> paused_;
  std::set<jobs::FireKey> only_runs_;  // of jobs that run once, planned
  bool some_wait_ = false;             // runs that wait for an earlier one
  base::MonotonicTime next_refresh_{}, next_release_{}, next_tidy_{}, next_remembering_{};
  Clocks clocks_;
  Outbox outbox_;
  std::vector<jobs::FireKey> gone_out_;
  bool looking_ = false;                      // for unsent runs, in the ledger
  std::set<jobs::FireKey> marked_meanwhile_;  // as sent, which that look may not have seen
  std::size_t on_their_way_ = 0;
  bool sink_available_ = true;
  bool database_available_ = true;
  Counts counts_;

  rt::Event plan_wake_, send_wake_, mark_wake_, stopping_;
  std::size_t fibers_ = 0;
  rt::Event idle_;
};

}  // namespace zato::scheduler
