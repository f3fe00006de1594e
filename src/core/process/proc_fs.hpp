// What /proc tells about other processes. Used for messages (who holds the port, what a hung child was doing) and to
// find children that a killed parent left behind.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace zato::process {

struct ProcessInfo {
  pid_t pid = 0;
  pid_t parent = 0;
  char state = '?';  // R S D T Z as in ps(1)
  std::string name;  // at most 15 characters, the kernel's limit
};

std::optional<ProcessInfo> process_info(pid_t pid);
std::vector<std::string> command_line(pid_t pid);
std::vector<pid_t> all_pids();

// Who listens on this TCP port; of a parent and its children that share the socket, the parent. Nothing when it cannot
// be seen (another user's process, another network namespace).
std::optional<ProcessInfo> port_owner(std::uint16_t port);

// Kills what an earlier parent of this component left behind (its children may be stopped and hold the port): processes
// whose command line is `<program> <role> <directory>` for one of `roles`. Only while holding the component's lock.
// Returns how many.
int kill_orphans(const std::string& program, const std::vector<std::string>& roles,
                 const std::filesystem::path& directory);

}  // namespace zato::process
