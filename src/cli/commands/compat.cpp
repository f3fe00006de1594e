// zato compat scan: what existing Python services use that this version does not have. The work is done by zato/compat of the Python
// package, in whose place this process puts itself.
#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"
#include "base/file.hpp"
#include "cli/commands/groups.hpp"
#include "cli/failure.hpp"

namespace zato::cli {
namespace {

// Beside the executables: in a build tree, in an installation.
std::filesystem::path scanner() {
  for (const char* place : {"../lib/zato", "../" ZATO_INSTALL_LIBDIR "/zato"}) {
    const auto path = (base::executable_directory() / place / "python" / "zato" / "compat" / "__main__.py").lexically_normal();
    if (std::filesystem::exists(path)) return path;
  }
  throw Failure(ExitCode::kFileMissing, "this installation has no Python package; services in Python cannot run in it either");
}

void scan(const Arguments& arguments) {
  const auto program = scanner().string();
  std::vector<std::string> words{ZATO_PYTHON_PROGRAM, "-B", program};
  for (const auto& place : arguments.list("places")) {
    if (!std::filesystem::exists(place)) throw Failure(ExitCode::kFileMissing, place + " does not exist");
    words.push_back(place);
  }
  if (arguments.has("json")) words.emplace_back("--json");
  std::vector<char*> raw;
  for (auto& word : words) raw.push_back(word.data());
  raw.push_back(nullptr);
  ::execv(raw[0], raw.data());
  throw Failure(ExitCode::kException, base::errno_error(std::string(ZATO_PYTHON_PROGRAM) + " cannot be run", errno).text());
}

}  // namespace

void add_compat(std::vector<Command>& commands) {
  commands.push_back({.path = {"compat", "scan"},
                      .help = "Lists what Python services use that this version does not have, before they are deployed; nothing of them runs.",
                      .positionals = {{"places", "Files, and directories with files, of services.", 1, 1000}},
                      .options = {{.name = "json", .help = "One JSON list instead of lines."}},
                      .examples = "  zato compat scan ~/projects/services",
                      .says_ok = false,
                      .run = scan});
}

}  // namespace zato::cli
