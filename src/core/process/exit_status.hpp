// How a process ended, as waitpid tells it, and in words for the log.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace zato::process {

struct ExitStatus {
  int code = 0;    // exit code, when signal is 0
  int signal = 0;  // what killed it, or 0
  bool core = false;

  static ExitStatus from_wait(int status) noexcept;
  bool clean() const noexcept { return signal == 0 && code == 0; }
  // "exited with code 1", "was killed by SIGSEGV (core dumped)", "was killed by SIGKILL (perhaps out of memory)"
  std::string text() const;
};

// Reaps `pid`, a child of ours, if it has ended.
std::optional<ExitStatus> try_wait(pid_t pid);

// SIGTERM, or "signal 40" for those without a name.
std::string signal_name(int signal);

}  // namespace zato::process
