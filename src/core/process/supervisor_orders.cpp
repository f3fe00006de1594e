// What signals ask of the supervisor: stop, scale, reopen logs, reload.
#include <signal.h>

#include <algorithm>

#include "log/log.hpp"
#include "process/exit_status.hpp"
#include "process/supervisor.hpp"

namespace zato::process {
namespace {

constexpr log::Logger kLog{"zato.supervisor"};

}  // namespace

// Everything that is pending is taken at once, so that a storm of signals costs one change, in the sense of the last of
// them.
void Supervisor::handle_signals(base::MonotonicTime now) {
  auto wanted = Stopping::kNo;
  int more = 0;
  bool reload = false;
  bool reopen = false;
  while (const auto signal = signals_.next()) {
    if (*signal != SIGCHLD) kLog.info("received {}", signal_name(*signal));
    switch (*signal) {
      case SIGTERM:
        wanted = std::max(wanted, Stopping::kGracefully);
        break;
      case SIGINT:
      case SIGQUIT:
        wanted = Stopping::kFast;
        break;
      case SIGHUP:
        reload = true;
        break;
      case SIGTTIN:
        ++more;
        break;
      case SIGTTOU:
        --more;
        break;
      case SIGUSR1:
        reopen = true;
        break;
      default:
        break;
    }
  }
  if (reopen) reopen_logs();
  if (wanted != Stopping::kNo) stop(wanted, now);
  if (stopping_ != Stopping::kNo) return;
  if (more != 0) scale(more, now);
  if (reload) begin_reload(now);
}

void Supervisor::stop(Stopping how, base::MonotonicTime now) {
  if (how <= stopping_) return;  // a second order counts only when it is more urgent
  const bool first = stopping_ == Stopping::kNo;
  stopping_ = how;
  const bool fast = how == Stopping::kFast;
  const auto grace = fast ? options_.fast : options_.graceful;
  kLog.info("stopping {} ({} children)", fast ? "at once" : "gracefully", children_.size());
  if (first) {
    notifier_.stopping();
    if (options_.on_stopping) options_.on_stopping();
  }
  reload_queue_.clear();
  reloading_ = nullptr;
  for (Seat& seat : seats_) seat.start_at.reset();
  for (const auto& child : children_) child->stop(now, fast ? Leave::kFast : Leave::kGracefully, grace);
}

void Supervisor::reopen_logs() {
  log::reopen();
  for (const auto& child : children_) {
    if (child->fsm().state() == ChildFsm::State::kReady) child->signal(SIGUSR1);
  }
}

void Supervisor::scale(int by, base::MonotonicTime now) {
  const auto role = std::ranges::find_if(options_.roles, [](const Role& r) { return r.scalable; });
  if (role == options_.roles.end()) return;
  for (; by > 0; --by) kLog.info("one {} more: {}", role->name, add_seat(*role, now).name());
  for (; by < 0; ++by) remove_last_seat(now);
}

void Supervisor::remove_last_seat(base::MonotonicTime now) {
  auto last = seats_.end();
  int count = 0;
  for (auto at = seats_.begin(); at != seats_.end(); ++at) {
    if (!at->role->scalable) continue;
    ++count;
    if (last == seats_.end() || at->slot > last->slot) last = at;
  }
  if (count <= 1) {
    kLog.warning("the last {} stays", count == 1 ? last->name() : "child");
    return;
  }
  kLog.info("one {} fewer: {}", last->role->name, last->name());
  for (const pid_t pid : {last->current, last->incoming}) {
    if (auto* leaver = child(pid)) leaver->stop(now, Leave::kReplaced, options_.graceful);
  }
  if (reloading_ == &*last) reloading_ = nullptr;
  std::erase(reload_queue_, &*last);
  seats_.erase(last);
  report_ready_once();
}

void Supervisor::begin_reload(base::MonotonicTime now) {
  // The operator may just have mended what kept a child from living.
  for (Seat& seat : seats_) {
    seat.backoff.forget();
    if (seat.start_at) seat.start_at = now;
  }
  if (reload_active_) {
    reload_again_ = true;  // with whatever the configuration is then; what runs now is finished first
    return;
  }
  kLog.info("reloading");
  reload_active_ = true;
  reload_again_ = false;
  notifier_.reloading();
  for (Seat& seat : seats_) reload_queue_.push_back(&seat);
}

void Supervisor::advance_reload(base::MonotonicTime now) {
  // A reload waits for the end of the start, lest two generations mix.
  if (stopping_ != Stopping::kNo || !reported_ready_) return;
  if (!reload_active_ && reload_again_) begin_reload(now);
  while (reload_active_ && reloading_ == nullptr) {
    if (reload_queue_.empty()) return end_reload("");
    Seat* seat = reload_queue_.front();
    reload_queue_.pop_front();
    replace(*seat, now);
  }
}

void Supervisor::replace(Seat& seat, base::MonotonicTime now) {
  ChildProcess* old = child(seat.current);
  if (old == nullptr) return;  // vacant: whoever comes next is new anyway
  if (seat.role->overlaps) {
    seat.incoming = launch(seat, now);
    seat.start_at.reset();
    if (seat.incoming == 0) return end_reload(seat.name() + " could not be started");
  } else {
    seat.stepping_down = true;
    old->stop(now, Leave::kReplaced, options_.graceful);
  }
  reloading_ = &seat;
}

void Supervisor::end_reload(const std::string& why) {
  reload_queue_.clear();
  reloading_ = nullptr;
  reload_active_ = false;
  if (why.empty()) {
    kLog.info("reloaded");
  } else {
    kLog.error("reload ended: {}", why);
  }
  notifier_.ready(why.empty() ? "reloaded" : "reload ended: " + why);
}

}  // namespace zato::process
