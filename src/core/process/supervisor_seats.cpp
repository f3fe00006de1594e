// Who sits where: starting children, filling vacant seats, taking note of who became ready or was lost.
#include <algorithm>
#include <utility>

#include "log/log.hpp"
#include "process/supervisor.hpp"

namespace zato::process {
namespace {

constexpr log::Logger kLog{"zato.supervisor"};

}  // namespace

Seat& Supervisor::add_seat(const Role& role, base::MonotonicTime now) {
  const auto taken = [&](int slot) {
    return std::ranges::any_of(seats_, [&](const Seat& seat) { return seat.role == &role && seat.slot == slot; });
  };
  int slot = 0;
  while (taken(slot)) ++slot;
  return seats_.emplace_back(Seat{.role = &role, .slot = slot, .backoff = Backoff(options_.backoff), .start_at = now});
}

std::optional<int> Supervisor::free_cell() const {
  for (int cell = 0; cell < kMaxCells; ++cell) {
    if (std::ranges::none_of(children_, [&](const auto& child) { return child->heritage().cell == cell; })) return cell;
  }
  return std::nullopt;
}

// The pid, or 0 when the system or we have no room for one more; the seat is tried again later then.
pid_t Supervisor::launch(Seat& seat, base::MonotonicTime now) {
  const auto cell = free_cell();
  if (!cell) {
    kLog.error("{} cannot start: {} children live already", seat.name(), kMaxCells);
    seat.start_at = now + options_.backoff.most;
    return 0;
  }
  Launch launch{.argv = seat.role->argv,
                .heritage = {.role = seat.role->name,
                             .slot = seat.slot,
                             .generation = seat.generation,
                             .cell = *cell,
                             .pulses = pulses_.fd(),
                             .notes = notes_.fd(),
                             .metrics = options_.metrics,
                             .lifeline = lifeline_.get(),
                             .heartbeat_timeout = options_.limits.heartbeat},
                .limits = options_.limits,
                .oom_score_adj = seat.role->oom_score_adj};
  if (seat.role->listens) launch.heritage.listeners = options_.listeners;
  auto started = ChildProcess::start(launch, pulses_, notes_);
  if (!started) {
    seat.start_at = seat.backoff.next_start(now, {}, now);
    kLog.error("{} cannot start: {}", seat.name(), started.error().text());
    const bool hopeless = started.error().code == base::Code::kNotFound || started.error().code == base::Code::kPermissionDenied;
    if (hopeless && !reported_ready_ && !fatal_) fatal_ = started.error();  // its program is not there: trying on helps nobody
    return 0;
  }
  ++seat.generation;
  children_.push_back(std::move(*started));
  return children_.back()->pid();
}

void Supervisor::fill_vacant_seats(base::MonotonicTime now) {
  if (stopping_ != Stopping::kNo) return;
  for (Seat& seat : seats_) {
    if (!seat.start_at || now < *seat.start_at || !budget_.take(now)) continue;
    seat.start_at.reset();
    seat.current = launch(seat, now);
  }
  if (fatal_) stop(Stopping::kFast, now);
}

ChildProcess* Supervisor::child(pid_t pid) const {
  const auto found = std::ranges::find_if(children_, [&](const auto& child) { return child->pid() == pid; });
  return found == children_.end() ? nullptr : found->get();
}

Seat* Supervisor::seat_of(pid_t pid) {
  const auto found =
      std::ranges::find_if(seats_, [&](const Seat& seat) { return seat.current == pid || seat.incoming == pid; });
  return found == seats_.end() ? nullptr : &*found;
}

void Supervisor::on_child_ready(const ChildProcess& child, base::MonotonicTime now) {
  Seat* seat = seat_of(child.pid());
  if (seat == nullptr) return;
  seat->was_ready = true;
  if (seat->incoming == child.pid()) {
    if (auto* old = this->child(seat->current)) old->stop(now, Leave::kReplaced, options_.graceful);
    seat->current = std::exchange(seat->incoming, 0);
    seat->start_at.reset();
  }
  if (reloading_ == seat) reloading_ = nullptr;
  report_ready_once();
}

// As a reload of its seat alone. It asks again if that comes to nothing.
void Supervisor::on_replacement_wanted(const ChildProcess& child, const std::string& why) {
  Seat* seat = seat_of(child.pid());
  if (seat == nullptr || seat->current != child.pid() || reload_active_ || stopping_ != Stopping::kNo) return;
  kLog.warning("{} is replaced, as it asks: {}", child.title(), why);
  reload_active_ = true;
  notifier_.reloading();
  reload_queue_.push_back(seat);
}

void Supervisor::report_ready_once() {
  if (reported_ready_ || stopping_ != Stopping::kNo) return;
  if (!std::ranges::all_of(seats_, [](const Seat& seat) { return seat.was_ready; })) return;
  reported_ready_ = true;
  if (options_.on_ready) options_.on_ready();
  notifier_.ready(std::to_string(seats_.size()) + " children are ready");
}

// It has ended, or SIGKILL is on its way: its seat is free either way, also when the kernel cannot end it yet.
void Supervisor::on_child_lost(const ChildProcess& child, base::MonotonicTime now) {
  Seat* seat = seat_of(child.pid());
  if (seat == nullptr) return;  // it was leaving anyway
  if (seat->incoming == child.pid()) {
    seat->incoming = 0;
    const bool old_goes_on = seat->current != 0;
    end_reload("the new " + seat->name() + " did not become ready" + (old_goes_on ? "; the old one goes on" : ""));
    if (!old_goes_on) vacate(*seat, child, now);  // both are gone: the seat must not stay empty
    return;
  }
  vacate(*seat, child, now);
}

void Supervisor::vacate(Seat& seat, const ChildProcess& child, base::MonotonicTime now) {
  seat.current = 0;
  if (stopping_ != Stopping::kNo || seat.incoming != 0) return;  // whoever is coming takes the seat
  if (std::exchange(seat.stepping_down, false)) {
    seat.start_at = now;
    return;
  }
  if (reloading_ == &seat) end_reload("the new " + seat.name() + " did not become ready; it is tried again");
  seat.start_at = seat.backoff.next_start(child.fsm().started(), child.lived(now), now);
  const double pause = std::chrono::duration<double>(*seat.start_at - now).count();
  if (pause > 0)
    kLog.warning("{} starts again in {:.1f} s ({} deaths in a row)", seat.name(), pause, seat.backoff.deaths());
}

}  // namespace zato::process
