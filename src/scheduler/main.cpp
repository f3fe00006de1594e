// zato-scheduler DIRECTORY: runs the jobs of one cluster. Several may run, one is active.
#include <cstdio>
#include <string_view>

#include "process/exit_codes.hpp"
#include "scheduler/app.hpp"

namespace {

constexpr const char* kUsage =
    "Usage: zato-scheduler DIRECTORY\n"
    "\n"
    "Runs the scheduler in DIRECTORY (made by `zato create scheduler` or `zato quickstart create`) in the foreground.\n"
    "`zato start DIRECTORY` runs it in the background.\n"
    "\n"
    "Signals: TERM, INT or QUIT stop, USR1 open the log file anew.\n"
    "Exit codes: 0 stopped, 2 wrong usage, 3 wrong configuration, 9 already running, 98 port in use.\n";

}  // namespace

int main(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (argc != 2 || first.starts_with("-")) {
    const bool asked = first == "--help" || first == "-h";
    std::fputs(kUsage, asked ? stdout : stderr);
    return asked ? zato::process::kExitOk : zato::process::kExitUsage;
  }
  return zato::scheduler::run_scheduler(argv[1]);
}
