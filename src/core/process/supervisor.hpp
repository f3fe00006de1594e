// The parent's main loop: keeps every seat filled with a living child, and turns signals into orderly changes.
// Single-threaded, no event library, nothing from the network is read here. Its caller is a main program: zato-server
// (src/server/parent.cpp).
//
//   TERM           children finish their work (SIGTERM), at most `graceful` long, then are killed
//   INT, QUIT      the same in a hurry: SIGINT, at most `fast`
//   HUP            every child replaced by a new one, one seat after the other (the old one gets SIGUSR2: finish, the component
//                  goes on); a new one that fails ends the reload
//   TTIN, TTOU     one child of the scalable role more or fewer
//   USR1           log files reopened, here and (forwarded) in the children
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <vector>

#include "base/result.hpp"
#include "process/child_process.hpp"
#include "process/note_board.hpp"
#include "process/notify.hpp"
#include "process/pulse.hpp"
#include "process/seat.hpp"
#include "process/signal_queue.hpp"

namespace zato::process {

struct SupervisorOptions {
  std::vector<Role> roles;
  std::vector<int> listeners = {};  // borrowed
  int metrics = -1;                 // memfd handed to every child; borrowed
  ChildLimits limits = {};
  Backoff::Limits backoff = {};
  std::chrono::milliseconds graceful{30'000};
  std::chrono::milliseconds fast{2'000};
  // All optional; called from run().
  std::function<void()> on_ready = {};         // every seat has had a ready child for the first time
  std::function<void()> on_stopping = {};      // before the children are told; a good moment to close listening sockets
  std::function<void(int cell)> on_gone = {};  // a child has ended; its cell may be reused
};

class Supervisor {
 public:
  // Blocks the signals above. Before any thread exists.
  static base::Result<std::unique_ptr<Supervisor>> create(SupervisorOptions options, Notifier notifier);

  // Until told to stop and the last child is gone. An error when a child of the very first start reported that it
  // cannot start at all (exit code 3): its own words, kInvalidArgument.
  base::Result<void> run();

 private:
  enum class Stopping { kNo, kGracefully, kFast };

  Supervisor(SupervisorOptions options, Notifier notifier, SignalQueue signals, PulseBoard pulses, NoteBoard notes,
             base::UniqueFd lifeline, base::UniqueFd lifeline_write);

  // supervisor.cpp: the loop
  void wait();
  std::optional<base::MonotonicTime> next_deadline() const;
  void notice_stall(base::MonotonicTime planned);
  void feed_watchdog(base::MonotonicTime now);
  void hear_children(base::MonotonicTime now);
  void reap(base::MonotonicTime now);
  void tick_children(base::MonotonicTime now);

  // supervisor_seats.cpp: who sits where
  Seat& add_seat(const Role& role, base::MonotonicTime now);
  pid_t launch(Seat& seat, base::MonotonicTime now);
  std::optional<int> free_cell() const;
  void fill_vacant_seats(base::MonotonicTime now);
  void vacate(Seat& seat, const ChildProcess& child, base::MonotonicTime now);
  void on_child_ready(const ChildProcess& child, base::MonotonicTime now);
  void on_child_lost(const ChildProcess& child, base::MonotonicTime now);
  void on_replacement_wanted(const ChildProcess& child, const std::string& why);
  void report_ready_once();
  ChildProcess* child(pid_t pid) const;
  Seat* seat_of(pid_t pid);

  // supervisor_orders.cpp: what signals ask for
  void handle_signals(base::MonotonicTime now);
  void stop(Stopping how, base::MonotonicTime now);
  void scale(int by, base::MonotonicTime now);
  void remove_last_seat(base::MonotonicTime now);
  void reopen_logs();
  void begin_reload(base::MonotonicTime now);
  void advance_reload(base::MonotonicTime now);
  void replace(Seat& seat, base::MonotonicTime now);
  void end_reload(const std::string& why);

  SupervisorOptions options_;
  Notifier notifier_;
  SignalQueue signals_;
  PulseBoard pulses_;
  NoteBoard notes_;
  base::UniqueFd lifeline_, lifeline_write_;  // children hold the read end only
  std::list<Seat> seats_;
  std::vector<std::unique_ptr<ChildProcess>> children_;
  RestartBudget budget_;
  Stopping stopping_ = Stopping::kNo;
  bool reported_ready_ = false;
  std::optional<base::Error> fatal_;
  std::deque<Seat*> reload_queue_;
  Seat* reloading_ = nullptr;
  bool reload_active_ = false;
  bool reload_again_ = false;
  base::MonotonicTime next_watchdog_{};
};

}  // namespace zato::process
