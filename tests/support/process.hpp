// Process: a real executable started by a test, in a process group of its own that dies with the object.
// run(): the same for commands that end by themselves. Both know where the build's own programs are.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "support/wait.hpp"

namespace zato::test {

// bin/ of this build, where zato, zato-server and zato-lb are.
std::filesystem::path program(const std::string& name);

struct Command {
  std::filesystem::path program;  // absolute, or a name looked up in PATH
  std::vector<std::string> arguments = {};
  std::map<std::string, std::string> environment = {};  // on top of the test's own
  std::filesystem::path directory = {};
  std::filesystem::path output = {};  // both streams appended to this file; empty: kept in memory
  std::string input = {};
};

struct Finished {
  int exit_code = -1;  // 128 + signal when killed
  std::string out;
  std::string err;
  Millis took{0};
};

class Process {
 public:
  explicit Process(const Command& command);
  ~Process();
  Process(Process&& other) noexcept;
  Process& operator=(Process&&) = delete;

  pid_t pid() const { return pid_; }
  bool running();
  void signal(int number) const;

  // Throws WaitTimeout when it has not ended in time.
  int wait(Millis within = 10s);
  int stop(Millis within = 40s);  // SIGTERM, then wait

  std::string out() const;  // what it wrote so far
  std::string err() const;

 private:
  bool reap();

  pid_t pid_ = -1;
  int exit_code_ = -1;
  bool reaped_ = false;
  std::filesystem::path output_;
  base::UniqueFd out_;
  base::UniqueFd err_;
};

// Runs to the end. Daemons that it leaves behind do not keep it from returning.
Finished run(const Command& command, Millis within = 60s);

}  // namespace zato::test
