// The keeper: the child without HTTP that represents the server in its cluster. Called by main.cpp for `zato-server
// keeper DIRECTORY`.
#pragma once

#include <filesystem>

#include "process/child_link.hpp"

namespace zato::server {

// Until told to stop. The exit code of the process.
int run_keeper(process::ChildLink& link, const std::filesystem::path& directory);

}  // namespace zato::server
