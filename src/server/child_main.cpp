// zato-server-child worker|keeper DIRECTORY: what zato-server runs as its children; `trial`: what these run to try files that are to
// be deployed. A program of its own, so that the parent cannot
// contain what it must not do: it links neither HTTP nor a database (docs/design/0008).
#include <cstdio>
#include <string_view>

#include "base/text.hpp"
#include "process/child_link.hpp"
#include "process/exit_codes.hpp"
#include "server/deploy/trial.hpp"
#include "server/keeper.hpp"
#include "server/worker.hpp"

namespace {

using namespace zato;

using Child = int (*)(process::ChildLink&, const std::filesystem::path&);

int run_child(Child child, const std::filesystem::path& directory) {
  auto link = process::ChildLink::from_environment();
  if (!link) {
    std::fprintf(stderr, "zato-server-child: %s\n", link.error().text().c_str());
    return process::kExitUsage;
  }
  return child(*link, directory);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 6 && std::string_view(argv[1]) == "trial") {
    const auto sheet = base::parse_number<int>(argv[3]), talk = base::parse_number<int>(argv[4]);
    if (sheet && talk) return server::run_trial_child(argv[2], *sheet, *talk, std::string_view(argv[5]) == "python");
  }
  const std::string_view role = argc == 3 ? argv[1] : "";
  if (role == "worker") return run_child(server::run_worker, argv[2]);
  if (role == "keeper") return run_child(server::run_keeper, argv[2]);
  std::fputs("zato-server-child is started by zato-server only.\n", stderr);
  return process::kExitUsage;
}
