#include "cli/process_facts.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <set>

#include "base/file.hpp"
#include "base/text.hpp"
#include "process/proc_fs.hpp"

namespace zato::cli {

namespace fs = std::filesystem;

namespace {

std::string proc(pid_t pid, const std::string& name) { return fmt::format("/proc/{}/{}", pid, name); }

std::string username_of(pid_t pid) {
  struct stat info {};
  if (::stat(proc(pid, "stat").c_str(), &info) != 0) return {};
  const auto* user = getpwuid(info.st_uid);
  return user ? user->pw_name : std::to_string(info.st_uid);
}

// Field 22 of /proc/PID/stat: clock ticks after boot.
std::optional<base::WallTime> created_at(pid_t pid) {
  const auto stat = base::read_file(proc(pid, "stat"));
  const auto machine = base::read_file("/proc/stat");
  if (!stat || !machine) return std::nullopt;
  const auto after_name = base::split(std::string_view(*stat).substr(stat->rfind(')') + 2), ' ');
  const auto boot = machine->find("btime ");
  if (after_name.size() < 20 || boot == std::string::npos) return std::nullopt;
  const auto ticks = base::parse_number<std::uint64_t>(after_name[19]);
  const auto seconds =
      base::parse_number<std::int64_t>(machine->substr(boot + 6, machine->find('\n', boot) - boot - 6));
  if (!ticks || !seconds) return std::nullopt;
  const auto rate = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  return base::WallTime(std::chrono::seconds(*seconds) + std::chrono::milliseconds(*ticks * 1000 / rate));
}

std::set<std::string> socket_inodes(pid_t pid) {
  std::set<std::string> inodes;
  std::error_code error;
  for (fs::directory_iterator at(proc(pid, "fd"), error), end; !error && at != end; at.increment(error)) {
    std::error_code none;
    const auto target = fs::read_symlink(at->path(), none).string();
    if (target.starts_with("socket:[")) inodes.insert(target.substr(8, target.size() - 9));
  }
  return inodes;
}

// 0100007F:4272 and the 32-digit form of IPv6: words in host order, each printed as one number.
std::string address_of(std::string_view hex) {
  const auto colon = hex.find(':');
  const auto port = std::stoul(std::string(hex.substr(colon + 1)), nullptr, 16);
  std::uint32_t words[4] = {};
  const auto count = std::min<std::size_t>(4, colon / 8);
  for (std::size_t at = 0; at < count; ++at) {
    words[at] = static_cast<std::uint32_t>(std::stoul(std::string(hex.substr(at * 8, 8)), nullptr, 16));
  }
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(count == 1 ? AF_INET : AF_INET6, words, text, sizeof(text));
  return count == 1 ? fmt::format("{}:{}", text, port) : fmt::format("[{}]:{}", text, port);
}

std::vector<std::string> connections_of(pid_t pid) {
  constexpr std::string_view kEstablished = "01";
  constexpr std::string_view kListen = "0A";
  const auto mine = socket_inodes(pid);
  std::vector<std::string> found;
  for (const char* table : {"net/tcp", "net/tcp6"}) {
    const auto content = base::read_file(proc(pid, table));
    if (!content) continue;
    for (auto line : base::split(*content, '\n')) {
      std::vector<std::string> words;
      for (auto word : base::split(line, ' ')) {
        if (!word.empty()) words.emplace_back(word);
      }
      if (words.size() < 10 || !mine.contains(words[9])) continue;
      if (words[3] == kListen) found.push_back(address_of(words[1]) + " LISTEN");
      if (words[3] == kEstablished)
        found.push_back(fmt::format("{} {} ESTABLISHED", address_of(words[1]), address_of(words[2])));
    }
  }
  return found;
}

// zato-server runs its children as `zato-server worker DIRECTORY`.
std::string role_of(pid_t pid) {
  const auto words = process::command_line(pid);
  return words.size() == 3 && (words[1] == "worker" || words[1] == "keeper") ? words[1] : "";
}

}  // namespace

std::optional<ProcessFacts> process_facts(pid_t pid) {
  const auto info = process::process_info(pid);
  const auto created = created_at(pid);
  if (!info || !created) return std::nullopt;
  return ProcessFacts{.name = info->name,
                      .username = username_of(pid),
                      .role = role_of(pid),
                      .created_local = local_time(*created),
                      .created_utc = base::iso_utc(*created),
                      .connections = connections_of(pid)};
}

std::vector<pid_t> children_of(pid_t pid) {
  std::vector<pid_t> children;
  for (const auto candidate : process::all_pids()) {
    const auto info = process::process_info(candidate);
    if (info && info->parent == pid) children.push_back(candidate);
  }
  return children;
}

std::string host_names() {
  char host[256] = "";
  gethostname(host, sizeof(host) - 1);
  addrinfo hints{};
  hints.ai_flags = AI_CANONNAME;
  addrinfo* found = nullptr;
  std::string full = host;
  if (getaddrinfo(host, nullptr, &hints, &found) == 0) {
    if (found->ai_canonname) full = found->ai_canonname;
    freeaddrinfo(found);
  }
  return fmt::format("{}/{}", host, full);
}

std::string local_time(base::WallTime time) {
  const auto seconds = base::Wall::to_time_t(time);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  char text[40];
  std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S%z", &parts);
  return text;
}

}  // namespace zato::cli
