// What /proc tells about a component's processes, for `zato info`.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace zato::cli {

struct ProcessFacts {
  std::string name;
  std::string username;
  std::string role;  // "worker" or "keeper" of a server, else ""
  std::string created_local;
  std::string created_utc;
  std::vector<std::string> connections;  // "127.0.0.1:17010 LISTEN", "127.0.0.1:17010 127.0.0.1:50000 ESTABLISHED"
};

// Nothing when there is no such process.
std::optional<ProcessFacts> process_facts(pid_t pid);

std::vector<pid_t> children_of(pid_t pid);

std::string host_names();  // "host/fully.qualified.host"
std::string local_time(base::WallTime time);

}  // namespace zato::cli
