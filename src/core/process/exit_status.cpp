#include "process/exit_status.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>

namespace zato::process {

ExitStatus ExitStatus::from_wait(int status) noexcept {
  if (WIFSIGNALED(status)) return {.code = 0, .signal = WTERMSIG(status), .core = WCOREDUMP(status) != 0};
  return {.code = WEXITSTATUS(status), .signal = 0, .core = false};
}

std::string signal_name(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name == nullptr ? "signal " + std::to_string(signal) : std::string("SIG") + name;
}

std::string ExitStatus::text() const {
  if (signal == 0) return "exited with code " + std::to_string(code);
  std::string text = "was killed by " + signal_name(signal);
  if (signal == SIGKILL) text += " (perhaps out of memory)";
  if (core) text += " (core dumped)";
  return text;
}

std::optional<ExitStatus> try_wait(pid_t pid) {
  int status = 0;
  const pid_t got = ::waitpid(pid, &status, WNOHANG);
  if (got == pid) return ExitStatus::from_wait(status);
  // Somebody else reaped it: how it ended is unknown, but ended it has.
  if (got < 0 && errno == ECHILD) return ExitStatus{};
  return std::nullopt;
}

}  // namespace zato::process
