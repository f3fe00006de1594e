// zato-server DIRECTORY: the parent of one server. It executes zato-server-child, which lies beside it, as `zato-server-child worker
// DIRECTORY` and `zato-server-child keeper DIRECTORY`.
#include <cstdio>
#include <string_view>

#include "server/parent.hpp"
#include "process/exit_codes.hpp"

namespace {

using namespace zato;

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

int main(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (argc != 2 || first.starts_with("-")) {
    const bool asked = first == "--help" || first == "-h";
    std::fputs(kUsage, asked ? stdout : stderr);
    return asked ? process::kExitOk : process::kExitUsage;
  }
  return server::run_parent(argv[1]);
}
