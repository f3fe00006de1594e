// zato-lb DIRECTORY: the load balancer of one cluster. HAProxy serves, this program tells it how.
#include <cstdio>
#include <string_view>

#include "lb/app.hpp"
#include "process/exit_codes.hpp"

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

int main(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (argc != 2 || first.starts_with("-")) {
    const bool asked = first == "--help" || first == "-h";
    std::fputs(kUsage, asked ? stdout : stderr);
    return asked ? zato::process::kExitOk : zato::process::kExitUsage;
  }
  return zato::lb::run_load_balancer(argv[1]);
}
