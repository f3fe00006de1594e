// The readiness protocol of systemd (sd_notify): sent by our daemons when NOTIFY_SOCKET is set, received by `zato
// start`.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "process/exit_status.hpp"

namespace zato::process {

// The sending side; silent when nobody listens. One per process, in the main process of a component.
class Notifier {
 public:
  // Takes NOTIFY_SOCKET and WATCHDOG_USEC out of the environment, so that no child speaks in our name.
  static Notifier from_environment();

  void ready(std::string_view status);
  void status(std::string_view status);  // one line for people; also why a start fails
  void stopping();
  void reloading();
  void watchdog();
  // How often watchdog() must be called; nothing when nobody asked for it.
  std::optional<std::chrono::milliseconds> watchdog_interval() const noexcept { return watchdog_interval_; }

 private:
  void send(const std::string& message) const;

  std::string address_;
  std::optional<std::chrono::milliseconds> watchdog_interval_;
};

// The receiving side: ReadyListener::create(), spawn with env {"NOTIFY_SOCKET", env_value()}, wait().
class ReadyListener {
 public:
  enum class Result { kReady, kExited, kTimeout };
  struct Outcome {
    Result result = Result::kTimeout;
    ExitStatus exit = {};  // with kExited
    std::string status;    // the last STATUS= that was sent
  };

  static base::Result<ReadyListener> create();

  const std::string& env_value() const noexcept { return address_; }
  // Until READY=1, the end of `pid` (a child of ours, reaped then) or the deadline.
  Outcome wait(pid_t pid, base::MonotonicTime deadline);

 private:
  ReadyListener(base::UniqueFd fd, std::string address) : fd_(std::move(fd)), address_(std::move(address)) {}
  bool drain(Outcome& outcome) const;

  base::UniqueFd fd_;
  std::string address_;
};

}  // namespace zato::process
