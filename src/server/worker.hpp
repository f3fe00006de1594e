// A worker: one of the children that serve requests. Called by main.cpp for `zato-server worker DIRECTORY`.
#pragma once

#include <filesystem>

#include "process/child_link.hpp"

namespace zato::server {

// Until told to stop. The exit code of the process.
int run_worker(process::ChildLink& link, const std::filesystem::path& directory);

}  // namespace zato::server
