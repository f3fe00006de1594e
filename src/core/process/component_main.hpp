// What the programs of components have in common: their command line, and how they say that they do not start. Called by the main() of
// each and by what it runs.
#pragma once

#include <filesystem>

#include "base/error.hpp"

namespace zato::process {

// `PROGRAM DIRECTORY`; anything else prints `usage`. Returns the exit code.
int component_main(int argc, char** argv, const char* usage, int (*run)(const std::filesystem::path& directory));

// Says why on standard error and to whoever waits for the start. Returns `exit_code`.
int refuse_to_start(const char* program, int exit_code, const base::Error& error);

}  // namespace zato::process
