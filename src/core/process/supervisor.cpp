#include "process/supervisor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "log/log.hpp"
#include "process/exit_codes.hpp"

namespace zato::process {
namespace {

constexpr log::Logger kLog{"zato.supervisor"};
using namespace std::chrono_literals;

// Waking up later than planned by this much means that we were stopped, not that we were busy.
constexpr auto kStall = 2s;

}  // namespace

base::Result<std::unique_ptr<Supervisor>> Supervisor::create(SupervisorOptions options, Notifier notifier) {
  ZATO_TRY(auto signals, SignalQueue::create({SIGCHLD, SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGTTIN, SIGTTOU, SIGUSR1}));
  ZATO_TRY(auto pulses, PulseBoard::create());
  ZATO_TRY(auto notes, NoteBoard::create());
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return base::fail(base::errno_error("cannot make the lifeline", errno));
  return std::unique_ptr<Supervisor>(new Supervisor(std::move(options), std::move(notifier), std::move(signals),
                                                    std::move(pulses), std::move(notes), base::UniqueFd(ends[0]),
                                                    base::UniqueFd(ends[1])));
}

Supervisor::Supervisor(SupervisorOptions options, Notifier notifier, SignalQueue signals, PulseBoard pulses, NoteBoard notes,
                       base::UniqueFd lifeline, base::UniqueFd lifeline_write)
    : options_(std::move(options)),
      notifier_(std::move(notifier)),
      signals_(std::move(signals)),
      pulses_(std::move(pulses)),
      notes_(std::move(notes)),
      lifeline_(std::move(lifeline)),
      lifeline_write_(std::move(lifeline_write)) {}

base::Result<void> Supervisor::run() {
  auto now = base::Monotonic::now();
  next_watchdog_ = now;
  for (const Role& role : options_.roles) {
    for (int i = 0; i < role.count; ++i) {
      Seat& seat = add_seat(role, now);
      seat.start_at.reset();
      seat.current = launch(seat, now);  // the first start spends nothing of the restart budget
    }
  }
  while (stopping_ == Stopping::kNo || !children_.empty()) {
    wait();
    now = base::Monotonic::now();
    feed_watchdog(now);
    hear_children(now);
    // In this order: the SIGCHLD of a child that ends after reap() must still be there to wake us up. Its link closes a
    // moment before it can be reaped, so we do come by at just that time.
    handle_signals(now);
    reap(now);
    tick_children(now);
    fill_vacant_seats(now);
    advance_reload(now);
  }
  if (fatal_) return base::fail(*fatal_);
  return {};
}

std::optional<base::MonotonicTime> Supervisor::next_deadline() const {
  std::optional<base::MonotonicTime> next;
  const auto consider = [&](std::optional<base::MonotonicTime> time) {
    if (time && (!next || *time < *next)) next = time;
  };
  for (const auto& child : children_) consider(child->tick_at());
  for (const Seat& seat : seats_) {
    if (seat.start_at) consider(std::max(*seat.start_at, budget_.available_at()));
  }
  if (notifier_.watchdog_interval()) consider(next_watchdog_);
  return next;
}

void Supervisor::wait() {
  std::vector<pollfd> items{{.fd = signals_.fd(), .events = POLLIN, .revents = 0}};
  for (const auto& child : children_) items.push_back({.fd = child->link_fd(), .events = POLLIN, .revents = 0});
  const auto deadline = next_deadline();
  int timeout = -1;
  if (deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - base::Monotonic::now());
    timeout = static_cast<int>(std::clamp<long long>(left.count(), 0, 3'600'000));
  }
  ::poll(items.data(), items.size(), timeout);
  if (deadline) notice_stall(*deadline);
}

void Supervisor::notice_stall(base::MonotonicTime planned) {
  const auto now = base::Monotonic::now();
  if (now - planned < kStall) return;
  kLog.warning("this process stood still for {:.1f} s; the children's time starts anew",
               std::chrono::duration<double>(now - planned).count());
  for (const auto& child : children_) child->forgive(now);
}

void Supervisor::feed_watchdog(base::MonotonicTime now) {
  const auto interval = notifier_.watchdog_interval();
  if (!interval || now < next_watchdog_) return;
  notifier_.watchdog();
  next_watchdog_ = now + *interval;
}

void Supervisor::hear_children(base::MonotonicTime now) {
  for (const auto& child : children_) {
    const auto before = child->fsm().state();
    child->hear(now);
    const auto after = child->fsm().state();
    if (const auto wish = child->take_wish_for_replacement(); !wish.empty()) on_replacement_wanted(*child, wish);
    if (before == after) continue;
    if (after == ChildFsm::State::kReady) on_child_ready(*child, now);
    if (child->fsm().leaving()) on_child_lost(*child, now);
  }
}

void Supervisor::reap(base::MonotonicTime now) {
  std::vector<std::unique_ptr<ChildProcess>> gone;
  for (auto& child : children_) {
    const auto exit = try_wait(child->pid());
    if (!exit) continue;
    child->hear(now);  // its last words
    child->gone(now, *exit);
    if (exit->code == kExitBootError && !reported_ready_ && !fatal_ && stopping_ == Stopping::kNo) {
      fatal_ =
          base::Error{base::Code::kInvalidArgument,
                      child->boot_error().empty() ? child->heritage().name() + " cannot start" : child->boot_error()};
    }
    gone.push_back(std::move(child));
  }
  std::erase(children_, nullptr);
  for (const auto& child : gone) {
    on_child_lost(*child, now);
    if (options_.on_gone) options_.on_gone(child->heritage().cell);
  }
  if (fatal_ && stopping_ == Stopping::kNo) stop(Stopping::kFast, now);
}

void Supervisor::tick_children(base::MonotonicTime now) {
  for (const auto& child : children_) {
    const bool leaving = child->fsm().leaving();
    child->tick(now);
    if (!leaving && child->fsm().leaving()) on_child_lost(*child, now);
  }
}

}  // namespace zato::process
