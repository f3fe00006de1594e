// zato-scheduler as a whole: what it is made of, in which order that comes and goes, what its signals do. Called by
// main.cpp.
#pragma once

#include <filesystem>

namespace zato::scheduler {

// Returns the exit code of the process, after one line on stderr when it could not start.
int run_scheduler(const std::filesystem::path& directory);

}  // namespace zato::scheduler
