// zato-server DIRECTORY: the parent of one server. It executes zato-server-child, which lies beside it, as `zato-server-child worker
// DIRECTORY` and `zato-server-child keeper DIRECTORY`.
#include "process/component_main.hpp"
#include "server/parent.hpp"

namespace {

constexpr const char* kUsage =
    "Usage: zato-server DIRECTORY\n"
    "\n"
    "Runs the server in DIRECTORY (made by `zato create server` or `zato quickstart create`) in the foreground.\n"
    "`zato start DIRECTORY` runs it in the background.\n"
    "\n"
    "Signals: TERM stop after requests in flight, INT or QUIT stop at once, HUP replace workers one after the other,\n"
    "TTIN or TTOU one worker more or fewer, USR1 open log files anew.\n"
    "Exit codes: 0 stopped, 2 wrong usage, 3 wrong configuration, 9 already running, 98 port in use.\n";

}  // namespace

int main(int argc, char** argv) { return zato::process::component_main(argc, argv, kUsage, zato::server::run_parent); }
