#include "worker.hpp"

#include "idle_child.hpp"

namespace zato::server {

int run_worker(process::ChildLink& link, const std::filesystem::path&) { return run_idle_child(link); }

}  // namespace zato::server
