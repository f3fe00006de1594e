// zato-lb DIRECTORY: the load balancer of one cluster. HAProxy serves, this program tells it how.
#include "lb/app.hpp"
#include "process/component_main.hpp"

namespace {

constexpr const char* kUsage =
    "Usage: zato-lb DIRECTORY\n"
    "\n"
    "Runs the load balancer in DIRECTORY (made by `zato create load-balancer` or `zato quickstart create`) in the\n"
    "foreground. `zato start DIRECTORY` runs it in the background.\n"
    "\n"
    "Signals: TERM stop after requests in flight, INT or QUIT stop at once, HUP read settings again, USR1 open the "
    "log\n"
    "file anew.\n"
    "Exit codes: 0 stopped, 2 wrong usage, 3 wrong configuration, 9 already running, 98 port in use.\n";

}  // namespace

int main(int argc, char** argv) { return zato::process::component_main(argc, argv, kUsage, zato::lb::run_load_balancer); }
