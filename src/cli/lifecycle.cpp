#include "cli/lifecycle.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>

#include "base/file.hpp"
#include "base/scope_exit.hpp"
#include "base/text.hpp"
#include "cli/failure.hpp"
#include "cli/output.hpp"
#include "config/settings.hpp"
#include "process/component.hpp"
#include "process/notify.hpp"
#include "process/proc_fs.hpp"
#include "process/spawn.hpp"
#include "process/supervise_lock.hpp"
#include "security/cipher.hpp"

namespace zato::cli {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr const char* kRedis = "redis-server";
constexpr std::size_t kLastLines = 5;

// A pid file of a program that takes no lock: right only if that very program has the pid.
std::optional<pid_t> pid_of(const fs::path& pidfile, const std::string& program) {
  auto text = base::read_file(pidfile);
  if (!text) return std::nullopt;
  auto pid = base::parse_number<unsigned>(base::trim(*text));
  if (!pid || *pid == 0) return std::nullopt;
  auto info = process::process_info(static_cast<pid_t>(*pid));
  if (!info || info->name != program || info->state == 'Z') return std::nullopt;
  return info->pid;
}

bool has_working_directory(pid_t pid, const fs::path& directory) {
  std::error_code none;
  return fs::read_symlink(fmt::format("/proc/{}/cwd", pid), none) == directory;
}

// HAProxy outlives an agent that was killed.
std::optional<pid_t> haproxy_of(const Component& component) {
  auto pid = pid_of(component.directory / "zato-lb-agent.pid", "haproxy");
  return pid && has_working_directory(*pid, component.directory) ? pid : std::nullopt;
}

fs::path console_log(const Component& component) { return component.directory / "logs" / "console.log"; }

std::uintmax_t size_of(const fs::path& path) {
  std::error_code error;
  auto size = fs::file_size(path, error);
  return error ? 0 : size;
}

// What was written to the console log since it had `from` bytes.
std::string last_words(const fs::path& path, std::uintmax_t from) {
  std::ifstream file(path);
  file.seekg(static_cast<std::streamoff>(from));
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!base::trim(line).empty()) lines.push_back(line);
  }
  if (lines.size() > kLastLines) lines.erase(lines.begin(), lines.end() - kLastLines);
  return base::join(lines, "\n");
}

// A broken file is told here, before anything is started.
void check_settings(const Component& component) {
  auto check = [](const auto& loaded) {
    if (!loaded) throw Failure(ExitCode::kException, loaded.error().text());
    for (const auto& warning : loaded->warnings) print_warning(warning);
  };
  if (component.kind == ComponentKind::kServer)
    check(config::load_server(component.directory, security::decrypt_setting));
  if (component.kind == ComponentKind::kLoadBalancer)
    check(config::load_lb(component.directory, security::decrypt_setting));
  if (component.kind == ComponentKind::kScheduler)
    check(config::load_scheduler(component.directory, security::decrypt_setting));
}

class RealStart : public Start {
 public:
  RealStart(Component component, pid_t pid, process::ReadyListener listener, std::uintmax_t console_size)
      : component_(std::move(component)), pid_(pid), listener_(std::move(listener)), console_size_(console_size) {}

  void finish(std::chrono::milliseconds patience) override {
    const auto outcome = listener_.wait(pid_, base::Monotonic::now() + patience);
    if (outcome.result == process::ReadyListener::Result::kReady) return;
    auto why = outcome.status.empty() ? last_words(console_log(component_), console_size_) : outcome.status;
    if (outcome.result == process::ReadyListener::Result::kTimeout) {
      // Through the supervisor, which passes the signal on; nothing half-started stays.
      (void)process::terminate(pid_, 10s);
      if (why.empty()) why = "no reason was given";
      throw Failure(ExitCode::kFailedToStart, fmt::format("{} was not ready within {} s and was ended: {}",
                                                          component_.name(), patience.count() / 1000, why));
    }
    if (why.empty()) why = "the process " + outcome.exit.text();
    throw Failure(ExitCode::kFailedToStart, fmt::format("{} did not start: {}; see also {}", component_.name(), why,
                                                        (component_.directory / "logs").string()));
  }

 private:
  Component component_;
  pid_t pid_;
  process::ReadyListener listener_;
  std::uintmax_t console_size_;
};

void refuse_if_running(const Component& component) {
  const auto now = running(component);
  if (!now) return;
  throw Failure(ExitCode::kAlreadyRunning,
                fmt::format("{} is already running (pid {}); zato stop {} ends it", component.name(),
                            now.main ? *now.main : *now.supervisor, component.directory.string()));
}

}  // namespace

Running running(const Component& component) {
  Running now{.supervisor = process::supervisor_of(component.directory), .main = {}};
  if (component.kind != ComponentKind::kBroker) {
    now.main = process::running_pid(component.directory);
    return now;
  }
  // Pids come again after a reboot, and other Redis servers may have ours.
  now.main = pid_of(process::pidfile_of(component.directory), kRedis);
  if (now.main && !has_working_directory(*now.main, component.directory / "work")) now.main.reset();
  return now;
}

std::vector<std::string> launch_command(const Component& component) {
  if (component.kind == ComponentKind::kBroker) {
    return {kRedis, (component.directory / "config" / "repo" / "redis.conf").string()};
  }
  if (component.kind == ComponentKind::kCa) {
    throw Failure(ExitCode::kFailedToStart,
                  "a certificate authority is a directory of files; there is nothing to start");
  }
  auto program = find_program(component.kind);
  if (!program) {
    throw Failure(ExitCode::kFailedToStart,
                  fmt::format("this build has no {}: there is no {} in {}", component_label(component.kind),
                              component_program(component.kind), base::executable_directory().string()));
  }
  return {program->string(), component.directory.string()};
}

std::unique_ptr<Start> Start::begin(const Component& component) {
  refuse_if_running(component);
  auto command = launch_command(component);
  check_settings(component);
  auto listener = value_or_fail(process::ReadyListener::create());
  std::vector<std::string> argv{(base::executable_directory() / "zato-supervise").string(),
                                component.directory.string()};
  argv.insert(argv.end(), command.begin(), command.end());
  const auto console = console_log(component);
  const auto size = size_of(console);
  auto pid = value_or_fail(process::spawn({.argv = argv,
                                           .env = {{"NOTIFY_SOCKET", listener.env_value()}},
                                           .cwd = component.directory,
                                           .stdout_file = console,
                                           .stderr_file = console,
                                           .new_session = true}),
                           ExitCode::kFailedToStart);
  return std::make_unique<RealStart>(component, pid, std::move(listener), size);
}

void run_in_foreground(const Component& component) {
  refuse_if_running(component);
  auto command = launch_command(component);
  check_settings(component);
  std::vector<char*> argv;
  for (auto& word : command) argv.push_back(word.data());
  argv.push_back(nullptr);
  if (::chdir(component.directory.c_str()) == 0) ::execvp(argv[0], argv.data());
  throw Failure(ExitCode::kFailedToStart, base::errno_error("cannot execute " + command[0], errno).text());
}

bool ask_to_stop(const Component& component) {
  const auto now = running(component);
  if (now.supervisor) {
    ::kill(*now.supervisor, SIGTERM);
  } else if (now.main) {
    ::kill(*now.main, SIGTERM);
  }
  if (component.kind != ComponentKind::kLoadBalancer || now) return static_cast<bool>(now);
  const auto haproxy = haproxy_of(component);
  if (haproxy) ::kill(*haproxy, SIGTERM);
  return haproxy.has_value();
}

void wait_stopped(const Component& component, std::chrono::milliseconds patience) {
  const auto end = base::Monotonic::now() + patience;
  auto left = [&] { return std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(end - base::Monotonic::now())); };
  auto gone = [&](std::optional<pid_t> pid) { return !pid || process::wait_gone(*pid, left()); };
  const auto now = running(component);
  const auto haproxy = component.kind == ComponentKind::kLoadBalancer ? haproxy_of(component) : std::nullopt;
  if (gone(now.supervisor) && gone(now.main) && gone(haproxy)) return;
  throw Failure(ExitCode::kException,
                fmt::format("{} has not ended within {} s; its log in {} says what it waits for", component.name(),
                            patience.count() / 1000, (component.directory / "logs").string()));
}

}  // namespace zato::cli
