// Processes of other programs: one that runs to its end (haproxy -c), one that stays and may outlive us (haproxy -W),
// and a handle on a process that need not be our child. Called by haproxy_process and the balancer.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "rt/deadline.hpp"

namespace zato::lb {

struct Command {
  std::vector<std::string> arguments;  // the program first, looked up in PATH
  std::filesystem::path directory;     // where it runs
};

struct Outcome {
  int exit_code = 0;   // 128 + signal when it was killed
  std::string output;  // stdout and stderr, as they came
};

// Blocks the calling thread; killed at the deadline (kTimeout). A program that cannot be started is kNotFound or kIo.
base::Result<Outcome> run_to_end(const Command& command, rt::Deadline deadline);

// Starts a process of its own session with output appended to `log`. It inherits no descriptor and lives on when we
// die.
base::Result<pid_t> start_detached(const Command& command, const std::filesystem::path& log);

// A process held by a descriptor, so that a signal never reaches another one that got the same number later.
class ProcessHandle {
 public:
  ProcessHandle() = default;
  static base::Result<ProcessHandle> open(pid_t pid);  // kNotFound: no such process

  pid_t pid() const noexcept { return pid_; }
  bool alive();  // also reaps it when it was our child
  void signal(int number) const noexcept;
  bool wait_end(rt::Deadline deadline);  // fiber or thread; false: still alive

 private:
  pid_t pid_ = -1;
  base::UniqueFd fd_;
};

// Working directory of a process, empty when it cannot be told.
std::filesystem::path working_directory_of(pid_t pid);

}  // namespace zato::lb
