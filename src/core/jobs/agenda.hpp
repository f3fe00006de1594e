// Agenda: all jobs of a cluster and when each is due next. Told what time it is, says which nominal times have come;
// looks at no clock and at no database. The scheduler drives it with the clocks of its machine, `zato scheduler
// simulate` and tests with clocks of their own.
//
// There are two clocks: cron jobs follow the wall clock, which people set and NTP mends; interval jobs and those that
// run once follow one that only goes on (the scheduler's clock.hpp), so that setting the other does not move them.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "jobs/job.hpp"

namespace zato::jobs {

struct Now {
  Instant wall;
  Instant steady;
};

struct DueFire {
  const Job* job = nullptr;  // valid until the agenda is changed
  Instant nominal;
  bool left_out = false;  // earlier ones of this job are not made up for
};

class Agenda {
 public:
  struct Options {
    schedule::DueRules rules = {};  // `missed` is the job's own
    // Fires are handed out so long before their time, for there is work to be done until they can go out. Not those of
    // jobs whose runs must not overlap: whether an earlier run has ended is known at the time only.
    schedule::Duration ahead{0};
    // Those that are handed out ahead and have no more than this to go come together, so that many are written at once.
    schedule::Duration batch{0};
  };
  explicit Agenda(Options options) : options_(options) {}

  // Adds the job, or takes what has changed. `cursor`: its last nominal time that was dealt with. The error of
  // times_of(); the job is not there then.
  base::Result<void> set(std::shared_ptr<const Job> job, Instant since, Instant cursor);
  void remove(schema::Id id);
  void clear();

  bool contains(schema::Id id) const { return entries_.contains(id); }
  std::size_t size() const noexcept { return entries_.size(); }

  // What is due, of at most `limit` jobs, and moves on. Ask again at once where `limit` was reached.
  std::vector<DueFire> take(const Now& now, std::size_t limit = 1000);

  // When take() has something to give, by either clock; nothing: never.
  struct Wake {
    std::optional<Instant> wall;
    std::optional<Instant> steady;
  };
  Wake next() const;

  // The job's next nominal time; nothing where it has none any more.
  std::optional<Instant> next_of(schema::Id id) const;

 private:
  struct Entry {
    std::shared_ptr<const Job> job;
    schedule::Times times;
    Instant cursor;
    std::optional<Instant> next;
  };
  using Queue = std::set<std::pair<Instant, schema::Id>>;

  bool may_be_early(const Entry& entry) const { return entry.job->overlap == schedule::Overlap::kAllow; }
  schedule::Duration ahead_of(const Entry& entry) const;
  Queue& queue_of(const Entry& entry) { return entry.times.follows_clock() ? by_wall_ : by_steady_; }
  void schedule_next(Entry& entry);
  void unschedule(const Entry& entry);
  void take_from(Queue& queue, Instant now, std::size_t limit, std::vector<DueFire>& out);
  void take_one(Entry& entry, Instant now, std::vector<DueFire>& out) const;

  const Options options_;
  std::unordered_map<schema::Id, Entry> entries_;
  Queue by_wall_;
  Queue by_steady_;
};

}  // namespace zato::jobs
