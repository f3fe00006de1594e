#include "support/proc.hpp"

#include <dirent.h>
#include <signal.h>
#include <unistd.h>

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <sstream>
#include <stdexcept>

#include "support/temp_dir.hpp"
#include "support/wait.hpp"

namespace zato::test {

namespace {

std::string proc_file(pid_t pid, const char* name) { return read_text("/proc/" + std::to_string(pid) + "/" + name); }

struct Stat {
  char state = '\0';
  pid_t parent = 0;
};

// The second field, the name, is in parentheses and may itself hold spaces and parentheses.
Stat read_stat(pid_t pid) {
  const std::string text = proc_file(pid, "stat");
  const auto end = text.rfind(')');
  Stat stat;
  if (end == std::string::npos) return stat;
  std::istringstream(text.substr(end + 1)) >> stat.state >> stat.parent;
  return stat;
}

// By its environment; or by where it works, for Redis, which writes its title over that.
bool has_tag(pid_t pid) {
  const std::string environment = '\0' + proc_file(pid, "environ");
  if (environment.find('\0' + ("ZATO_TEST_RUN=" + run_tag()) + '\0') != std::string::npos) return true;
  std::error_code gone;
  const auto directory = std::filesystem::read_symlink("/proc/" + std::to_string(pid) + "/cwd", gone);
  return directory.native().starts_with(directory_prefix());
}

}  // namespace

char process_state(pid_t pid) { return read_stat(pid).state; }

bool alive(pid_t pid) {
  const char state = process_state(pid);
  return state != '\0' && state != 'Z' && state != 'X';
}

std::chrono::milliseconds age_of(pid_t pid) {
  const std::string text = proc_file(pid, "stat");
  const auto end = text.rfind(')');
  if (end == std::string::npos) return {};
  std::istringstream fields(text.substr(end + 1));
  std::string skipped;
  for (int i = 3; i < 22; ++i) fields >> skipped;
  double started_ticks = 0, uptime = 0;
  fields >> started_ticks;
  std::istringstream(read_text("/proc/uptime")) >> uptime;
  const double seconds = uptime - started_ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

std::string command_line(pid_t pid) {
  std::string text = proc_file(pid, "cmdline");
  for (char& c : text) {
    if (c == '\0') c = ' ';
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::string process_name(pid_t pid) {
  std::string name = proc_file(pid, "comm");
  if (!name.empty() && name.back() == '\n') name.pop_back();
  return name;
}

std::vector<pid_t> find_processes(const std::function<bool(pid_t)>& wanted) {
  std::vector<pid_t> found;
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir("/proc"), ::closedir);
  while (const dirent* entry = ::readdir(directory.get())) {
    if (!std::isdigit(static_cast<unsigned char>(entry->d_name[0]))) continue;
    const pid_t pid = std::atoi(entry->d_name);
    if (alive(pid) && wanted(pid)) found.push_back(pid);
  }
  return found;
}

std::vector<pid_t> children_of(pid_t pid) {
  return find_processes([&](pid_t candidate) { return read_stat(candidate).parent == pid; });
}

std::vector<pid_t> descendants_of(pid_t pid) {
  std::vector<pid_t> all;
  for (const pid_t child : children_of(pid)) {
    all.push_back(child);
    for (const pid_t below : descendants_of(child)) all.push_back(below);
  }
  return all;
}

long resident_bytes(pid_t pid) {
  long total = 0, resident = 0;
  std::istringstream(proc_file(pid, "statm")) >> total >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

void send_signal(pid_t pid, int number) {
  if (pid <= 0) throw std::logic_error("there is no process to send signal " + std::to_string(number) + " to");
  ::kill(pid, number);
}

const std::string& run_tag() {
  static const std::string tag = std::to_string(::getpid()) + "-" + std::to_string(std::random_device{}());
  return tag;
}

std::string directory_prefix() { return "/tmp/zt-" + run_tag().substr(0, run_tag().find('-')) + "-"; }

std::vector<pid_t> tagged_processes() {
  return find_processes([](pid_t pid) { return pid != ::getpid() && has_tag(pid); });
}

void kill_tagged_processes() {
  // Repeated: a supervisor may have started one more child between the look and its own death.
  (void)eventually(10s, [] {
    const auto left = tagged_processes();
    for (const pid_t pid : left) ::kill(pid, SIGKILL);
    return left.empty();
  });
}

}  // namespace zato::test
