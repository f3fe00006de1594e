// zato-server DIRECTORY: the parent of one server. It executes this same program again as `zato-server worker
// DIRECTORY` and `zato-server keeper DIRECTORY`.
#include <cstdio>
#include <cstring>
#include <string_view>

#include "server/keeper.hpp"
#include "server/parent.hpp"
#include "process/child_link.hpp"
#include "process/exit_codes.hpp"
#include "server/worker.hpp"

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

using Child = int (*)(process::ChildLink&, const std::filesystem::path&);

int run_child(Child child, const std::filesystem::path& directory) {
  auto link = process::ChildLink::from_environment();
  if (!link) {
    std::fprintf(stderr, "zato-server: %s\n", link.error().text().c_str());
    return process::kExitUsage;
  }
  return child(*link, directory);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (argc == 3 && first == "worker") return run_child(server::run_worker, argv[2]);
  if (argc == 3 && first == "keeper") return run_child(server::run_keeper, argv[2]);
  if (argc != 2 || first.starts_with("-")) {
    const bool asked = first == "--help" || first == "-h";
    std::fputs(kUsage, asked ? stdout : stderr);
    return asked ? process::kExitOk : process::kExitUsage;
  }
  return server::run_parent(argv[1]);
}
