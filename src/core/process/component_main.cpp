#include "process/component_main.hpp"

#include <cstdio>
#include <string_view>

#include "process/exit_codes.hpp"
#include "process/notify.hpp"

namespace zato::process {

int component_main(int argc, char** argv, const char* usage, int (*run)(const std::filesystem::path& directory)) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (argc == 2 && !first.starts_with("-")) return run(first);
  const bool asked = first == "--help" || first == "-h";
  std::fputs(usage, asked ? stdout : stderr);
  return asked ? kExitOk : kExitUsage;
}

int refuse_to_start(const char* program, int exit_code, const base::Error& error) {
  std::fprintf(stderr, "%s: %s\n", program, error.text().c_str());
  Notifier::from_environment().status(error.text());
  return exit_code;
}

}  // namespace zato::process
