#include "process/proc_fs.hpp"

#include <dirent.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <climits>
#include <cstdio>
#include <set>

#include "base/file.hpp"
#include "base/text.hpp"
#include "process/spawn.hpp"

namespace zato::process {
namespace {

std::string proc(pid_t pid, const char* file) { return "/proc/" + std::to_string(pid) + "/" + file; }

// Names in a directory that are whole numbers.
std::vector<unsigned> numbers_in(const std::string& path) {
  std::vector<unsigned> result;
  DIR* dir = ::opendir(path.c_str());
  if (dir == nullptr) return result;
  while (const dirent* entry = ::readdir(dir)) {
    if (const auto number = base::parse_number<unsigned>(entry->d_name)) result.push_back(*number);
  }
  ::closedir(dir);
  return result;
}

std::vector<std::string_view> words(std::string_view line) {
  auto parts = base::split(line, ' ');
  std::erase(parts, std::string_view());
  return parts;
}

// "  0: 0100007F:4272 00000000:0000 0A …": columns local address, remote address, state (0A = listening), …, inode.
void add_listening_inodes(const char* file, std::uint16_t port, std::set<std::string>& inodes) {
  const auto content = base::read_file(file);
  if (!content) return;
  char suffix[8];
  std::snprintf(suffix, sizeof(suffix), ":%04X", port);
  for (const auto line : base::split(*content, '\n')) {
    const auto columns = words(line);
    if (columns.size() > 9 && columns[3] == "0A" && columns[1].ends_with(suffix)) inodes.emplace(columns[9]);
  }
}

bool holds_socket(pid_t pid, const std::set<std::string>& inodes) {
  const std::string directory = proc(pid, "fd");
  return std::ranges::any_of(numbers_in(directory), [&](unsigned fd) {
    char target[64];
    const ssize_t size = ::readlink((directory + "/" + std::to_string(fd)).c_str(), target, sizeof(target));
    const std::string_view link(target, size > 0 ? static_cast<std::size_t>(size) : 0);
    constexpr std::string_view kPrefix = "socket:[";
    return link.starts_with(kPrefix) &&
           inodes.contains(std::string(link.substr(kPrefix.size(), link.size() - kPrefix.size() - 1)));
  });
}

}  // namespace

std::optional<ProcessInfo> process_info(pid_t pid) {
  const auto stat = base::read_file(proc(pid, "stat"));
  if (!stat) return std::nullopt;
  // "pid (name) state parent …": the name may itself hold blanks and parentheses.
  const std::size_t open = stat->find('(');
  const std::size_t close = stat->rfind(')');
  if (open == std::string::npos || close == std::string::npos || close < open) return std::nullopt;
  const auto rest = words(std::string_view(*stat).substr(close + 1));
  if (rest.size() < 2 || rest[0].empty()) return std::nullopt;
  return ProcessInfo{.pid = pid,
                     .parent = base::parse_number<int>(rest[1]).value_or(0),
                     .state = rest[0][0],
                     .name = stat->substr(open + 1, close - open - 1)};
}

std::vector<std::string> command_line(pid_t pid) {
  std::vector<std::string> result;
  const auto content = base::read_file(proc(pid, "cmdline"));
  if (!content || content->empty()) return result;
  for (const auto part : base::split(std::string_view(*content).substr(0, content->size() - 1), '\0'))
    result.emplace_back(part);
  return result;
}

std::vector<pid_t> all_pids() {
  std::vector<pid_t> result;
  for (const unsigned pid : numbers_in("/proc")) result.push_back(static_cast<pid_t>(pid));
  return result;
}

std::optional<ProcessInfo> port_owner(std::uint16_t port) {
  std::set<std::string> inodes;
  add_listening_inodes("/proc/net/tcp", port, inodes);
  add_listening_inodes("/proc/net/tcp6", port, inodes);
  if (inodes.empty()) return std::nullopt;
  std::vector<ProcessInfo> holders;
  for (const pid_t pid : all_pids()) {
    if (!holds_socket(pid, inodes)) continue;
    if (auto info = process_info(pid)) holders.push_back(std::move(*info));
  }
  for (const auto& holder : holders) {
    const bool child = std::ranges::any_of(holders, [&](const auto& other) { return other.pid == holder.parent; });
    if (!child) return holder;
  }
  return std::nullopt;
}

int kill_orphans(const std::string& program, const std::vector<std::string>& roles,
                 const std::filesystem::path& directory) {
  std::vector<pid_t> killed;
  for (const pid_t pid : all_pids()) {
    const auto line = command_line(pid);
    if (pid == ::getpid() || line.size() < 3 || line[0] != program || line[2] != directory.string()) continue;
    if (std::ranges::find(roles, line[1]) == roles.end()) continue;
    if (::kill(pid, SIGKILL) == 0) killed.push_back(pid);
  }
  for (const pid_t pid : killed) wait_gone(pid, std::chrono::seconds(2));
  return static_cast<int>(killed.size());
}

}  // namespace zato::process
