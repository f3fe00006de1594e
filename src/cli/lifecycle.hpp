// Starting and stopping component processes. Used by start, stop, restart, info and the check of a running environment.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/component.hpp"

namespace zato::cli {

// Who runs for a component. The supervisor restarts the main process; either may be missing for a while, or for good
// when somebody killed it.
struct Running {
  std::optional<pid_t> supervisor;
  std::optional<pid_t> main;

  explicit operator bool() const noexcept { return supervisor || main; }
};

Running running(const Component& component);

// The program and its arguments; exit code 18 when this build has none for the component.
std::vector<std::string> launch_command(const Component& component);

// A start in progress: begun for several components first, then waited for one by one.
class Start {
 public:
  // Exit code 9 when it runs already, 16 when its configuration is broken, 18 when it cannot be started.
  static std::unique_ptr<Start> begin(const Component& component);
  virtual ~Start() = default;
  // Until it is ready. Exit code 18, with the component's own words, when it is not.
  virtual void finish(std::chrono::milliseconds patience) = 0;
};

// Replaces this process by the component, for containers and systemd.
[[noreturn]] void run_in_foreground(const Component& component);

// Asks for a graceful stop; false when nothing ran.
bool ask_to_stop(const Component& component);
// Until it is gone; exit code 16 when it is not.
void wait_stopped(const Component& component, std::chrono::milliseconds patience);

}  // namespace zato::cli
