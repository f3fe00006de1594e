// The parent of a server: binds the port, keeps the children alive, and does nothing else (design: one thread, no event
// library, no Python, no database). Called by main.cpp for `zato-server DIRECTORY`.
#pragma once

#include <filesystem>

namespace zato::server {

// The exit code of the process (process/exit_codes.hpp).
int run_parent(const std::filesystem::path& directory);

}  // namespace zato::server
