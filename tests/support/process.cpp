#include "support/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "support/proc.hpp"
#include "support/sanitizers.hpp"
#include "support/temp_dir.hpp"

namespace zato::test {

namespace {

std::string describe(const Command& command) {
  std::string text = command.program.native();
  for (const auto& argument : command.arguments) text += " " + argument;
  return text;
}

// A file without a name, not a pipe: a daemon that inherits it neither blocks on it nor keeps a reader waiting.
base::UniqueFd memory_file(const char* name) { return base::UniqueFd(::memfd_create(name, MFD_CLOEXEC)); }

std::string content(int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return {};
  std::string text(static_cast<std::size_t>(info.st_size), '\0');
  const auto got = ::pread(fd, text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

std::vector<std::string> full_environment(const Command& command) {
  std::map<std::string, std::string> merged;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const auto equals = text.find('=');
    if (equals != std::string::npos) merged[text.substr(0, equals)] = text.substr(equals + 1);
  }
  merged["ZATO_TEST_RUN"] = run_tag();
  for (const auto& [name, value] : sanitizer_environment()) merged[name] = value;
  for (const auto& [name, value] : command.environment) merged[name] = value;
  std::vector<std::string> lines;
  for (const auto& [name, value] : merged) lines.push_back(name + "=" + value);
  return lines;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (auto& text : strings) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

int decoded(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

}  // namespace

std::filesystem::path program(const std::string& name) { return std::filesystem::path(ZATO_BIN_DIR) / name; }

Process::Process(const Command& command) : output_(command.output) {
  if (output_.empty()) {
    out_ = memory_file("out");
    err_ = memory_file("err");
  } else {
    out_ = base::UniqueFd(::open(output_.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600));
    if (!out_) throw std::runtime_error("cannot open " + output_.native());
  }
  const auto input = memory_file("in");
  if (::pwrite(input.get(), command.input.data(), command.input.size(), 0) < 0)
    throw std::runtime_error("cannot write input");

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input.get(), 0);
  ::posix_spawn_file_actions_adddup2(&actions, out_.get(), 1);
  ::posix_spawn_file_actions_adddup2(&actions, err_ ? err_.get() : out_.get(), 2);
  if (!command.directory.empty()) ::posix_spawn_file_actions_addchdir_np(&actions, command.directory.c_str());

  // A group of its own, and default signals: gtest or ctest may have changed them for us.
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  std::vector<std::string> arguments{command.program.native()};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  auto environment = full_environment(command);
  const int error = ::posix_spawnp(&pid_, command.program.c_str(), &actions, &attributes, pointers(arguments).data(),
                                   pointers(environment).data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("cannot start " + describe(command) + ": " + ::strerror(error));
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      exit_code_(other.exit_code_),
      reaped_(std::exchange(other.reaped_, true)),
      output_(std::move(other.output_)),
      out_(std::move(other.out_)),
      err_(std::move(other.err_)) {}

Process::~Process() {
  if (pid_ <= 0) return;
  ::kill(-pid_, SIGKILL);
  if (!reaped_) ::waitpid(pid_, nullptr, 0);
}

bool Process::reap() {
  if (reaped_) return true;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) != pid_) return false;
  exit_code_ = decoded(status);
  reaped_ = true;
  return true;
}

bool Process::running() { return !reap(); }

void Process::signal(int number) const {
  if (!reaped_) ::kill(pid_, number);
}

int Process::wait(Millis within) {
  wait_until(
      "process " + std::to_string(pid_) + " ends", within, [&] { return reap(); }, [&] { return out() + err(); });
  return exit_code_;
}

int Process::stop(Millis within) {
  signal(SIGTERM);
  return wait(within);
}

std::string Process::out() const { return output_.empty() ? content(out_.get()) : read_text(output_); }
std::string Process::err() const { return output_.empty() ? content(err_.get()) : std::string(); }

Finished run(const Command& command, Millis within) {
  const auto start = Clock::now();
  Process process(command);
  Finished result;
  result.exit_code = process.wait(within);
  result.took = std::chrono::duration_cast<Millis>(Clock::now() - start);
  result.out = process.out();
  result.err = process.err();
  return result;
}

}  // namespace zato::test
