#include "idle_child.hpp"

#include <poll.h>
#include <signal.h>

#include "process/exit_codes.hpp"
#include "process/signal_queue.hpp"

namespace zato::server {

int run_idle_child(process::ChildLink& link) {
  auto signals = process::SignalQueue::create({SIGTERM, SIGINT, SIGUSR1});
  if (!signals) return link.report_boot_error(signals.error().text());
  link.report_ready();
  const int interval = link.beat_interval().count() > 0 ? static_cast<int>(link.beat_interval().count()) : -1;
  while (true) {
    pollfd items[] = {{.fd = signals->fd(), .events = POLLIN, .revents = 0},
                      {.fd = link.parent_death_fd(), .events = POLLIN, .revents = 0}};
    ::poll(items, 2, interval);
    link.beat();
    if (items[1].revents != 0) return process::kExitOk;
    while (const auto signal = signals->next()) {
      if (*signal != SIGUSR1) return process::kExitOk;
    }
  }
}

}  // namespace zato::server
