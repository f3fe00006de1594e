// Starting other programs: fork and exec with everything that a child must not inherit left behind. Used by the
// supervisor for workers and keeper, by zato-lb for HAProxy, by the command line for whole components.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace zato::process {

struct SpawnOptions {
  std::vector<std::string> argv = {};  // argv[0] is the path of the program; a bare name is looked up in PATH
  std::vector<std::pair<std::string, std::string>> env = {};  // on top of our environment
  std::vector<std::string> unset_env = {};
  std::vector<int> keep_fds = {};          // stay open under the same number; every other one above 2 is closed
  std::filesystem::path cwd = {};          // empty: ours
  std::filesystem::path stdout_file = {};  // appended to, created with mode 0640; empty: ours
  std::filesystem::path stderr_file = {};
  int stdout_fd = -1;  // instead of a file, e.g. the end of a pipe
  int stderr_fd = -1;
  bool new_session = false;     // survives our terminal
  int parent_death_signal = 0;  // sent to it when we die (the thread that calls spawn, to be exact)
};

// Returns once the program is executing. Its standard input is /dev/null, no signal is blocked or ignored in it. Safe
// in processes with threads.
base::Result<pid_t> spawn(const SpawnOptions& options);

enum class Ended { kWasGone, kByItself, kKilled };

// SIGTERM, up to `grace` of waiting, then SIGKILL. Works for any process, not only children (who must still be reaped);
// a pid that was given to another process meanwhile is not hit once this call has begun. Blocks the calling thread.
base::Result<Ended> terminate(pid_t pid, std::chrono::milliseconds grace);

// Whether the process is gone (or a zombie) before `patience` is over. Blocks the calling thread.
bool wait_gone(pid_t pid, std::chrono::milliseconds patience);

}  // namespace zato::process
