// zato-scheduler DIRECTORY: runs the jobs of one cluster. Several may run, one is active.
#include "process/component_main.hpp"
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

int main(int argc, char** argv) { return zato::process::component_main(argc, argv, kUsage, zato::scheduler::run_scheduler); }
