// The tenure, and what goes out.
#include "scheduler/runner.hpp"

#include <algorithm>

#include "scheduler/runner_insist.hpp"

namespace zato::scheduler {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostOnTheirWay = 4096;
constexpr auto kSendInterval = 5ms;  // those that are due within it go out together
constexpr auto kMarkInterval = 200ms;
constexpr auto kSinkRetry = 250ms;

}  // namespace

Runner::Runner(rt::Loop& loop, odb::Pool& pool, FireSink& sink, Options options)
    : loop_(loop), pool_(pool), sink_(sink), options_(std::move(options)), agenda_(options_.agenda) {}

void Runner::set_configuration(std::shared_ptr<const odb::Snapshot> snapshot) {
  snapshot_ = std::move(snapshot);
  configuration_changed_ = true;
  plan_wake_.set();
}

void Runner::wake() {
  refresh_asked_ = true;
  plan_wake_.set();
}

bool Runner::in_effect() const { return running_ && options_.epoch() == epoch_; }

void Runner::start(lease::Epoch epoch) {
  epoch_ = epoch;
  running_ = true;
  cluster_id_ = snapshot_->cluster_id();
  stopping_.reset();
  idle_.reset();
  clocks_.restart();
  fibers_ = 3;
  for (const auto body : {&Runner::plan, &Runner::send, &Runner::mark}) {
    loop_.spawn([this, body] {
      (this->*body)();
      if (--fibers_ == 0) idle_.set();
    });
  }
}

void Runner::stop() {
  if (!std::exchange(running_, false)) return;
  stopping_.set();
  plan_wake_.set();
  send_wake_.set();
  mark_wake_.set();
  idle_.wait();
  agenda_.clear();
  jobs_.clear();
  outbox_.clear();
  gone_out_.clear();
  marked_meanwhile_.clear();
  known_ = {};
  paused_.clear();
  only_runs_.clear();
  some_wait_ = false;
}

// ---- send and mark

void Runner::send() {
  while (running_) {
    send_wake_.reset();
    if (in_effect() && on_their_way_ < kMostOnTheirWay) {
      auto items = outbox_.take(read_clocks().steady + jobs::kSentAhead, kMostOnTheirWay - on_their_way_);
      if (!items.empty()) {
        on_their_way_ += items.size();
        // Those that were cancelled by the end of the loop never ran; the rows are what counts.
        loop_.spawn([this, items = std::move(items)]() mutable {
          const auto count = items.size();
          send_some(std::move(items));
          on_their_way_ -= count;
          if (!running_ || outbox_.next()) send_wake_.set();
        });
      }
    }
    const auto next = outbox_.next();
    const bool full = on_their_way_ >= kMostOnTheirWay;
    auto deadline = rt::Deadline::never();
    if (next && !full) {
      deadline = rt::Deadline::after(std::max<schedule::Duration>(kSendInterval, *next - jobs::kSentAhead - read_clocks().steady));
    }
    if (next && !full && !in_effect()) deadline = rt::Deadline::after(kRetry);
    send_wake_.wait(deadline);
  }
  while (on_their_way_ > 0) {
    send_wake_.reset();
    send_wake_.wait(rt::Deadline::after(kRetry));
  }
}

void Runner::send_some(std::vector<Outgoing> items) {
  if (!running_) return;
  std::vector<Fire> fires;
  std::vector<Outgoing> sent;
  std::vector<jobs::FireKey> without_job;
  const auto before = read_clocks();
  for (auto& item : items) {
    const auto job = jobs_.find(item.key.job_id);
    if (job == jobs_.end()) {
      without_job.push_back(item.key);
      continue;
    }
    fires.push_back({.job = job->second, .key = item.key, .manual = item.manual, .epoch = epoch_, .cid = item.cid});
    if (item.due > before.steady) fires.back().not_before = before.wall + (item.due - before.steady);
    sent.push_back(std::move(item));
  }
  const auto outcome = sink_.send(fires);
  const auto now = read_clocks().steady;
  for (std::size_t i = 0; i < sent.size(); ++i) note_sent(std::move(sent[i]), outcome[i], now);
  if (!without_job.empty()) cancel(without_job);
}

void Runner::note_sent(Outgoing item, const base::Result<void>& outcome, jobs::Instant now) {
  if (!outcome) {
    ++counts_.refused;
    if (std::exchange(sink_available_, false)) {
      kRunnerLog.warning("runs wait, they cannot be sent: {}", outcome.error().text());
    }
    item.due = now + kSinkRetry;
    return outbox_.put_back(std::move(item));
  }
  if (!std::exchange(sink_available_, true)) kRunnerLog.info("runs are sent again");
  ++counts_.fired;
  options_.fired(std::max<schedule::Duration>(now - item.due, {}));
  gone_out_.push_back(item.key);
  mark_wake_.set();
}

void Runner::cancel(const std::vector<jobs::FireKey>& keys) {
  insist("cancelling runs", [cluster = cluster_id_, &keys](odb::Connection& odb) {
    return jobs::cancel(odb, cluster, keys, "the job is not active any more");
  });
  for (const auto& key : keys) outbox_.forget(key);
}

void Runner::mark() {
  while (running_) {
    mark_wake_.wait();
    mark_wake_.reset();
    stopping_.wait(rt::Deadline::after(kMarkInterval));  // others join
    auto keys = std::exchange(gone_out_, {});
    if (keys.empty()) continue;
    const auto now = read_clocks().wall;
    insist("noting what was sent", [cluster = cluster_id_, epoch = epoch_, now, keys](odb::Connection& odb) {
      return jobs::mark_sent(odb, cluster, epoch, now, keys);
    });
    for (const auto& key : keys) outbox_.forget(key);
    if (looking_) marked_meanwhile_.insert(keys.begin(), keys.end());
  }
}

jobs::Now Runner::read_clocks() {
  const auto reading = clocks_.read();
  if (reading.jumped.count() != 0) {
    kRunnerLog.warning("the wall clock was set by {} s; cron jobs follow it, interval jobs do not",
                       std::chrono::duration_cast<std::chrono::seconds>(reading.jumped).count());
    plan_wake_.set();
  }
  return reading.now;
}

}  // namespace zato::scheduler
