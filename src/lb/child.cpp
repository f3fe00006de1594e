#include "lb/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "process/spawn.hpp"
#include "rt/loop.hpp"

namespace zato::lb {
namespace {

using base::Code;
using base::Result;

int exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

int milliseconds_left(rt::Deadline deadline) {
  if (deadline.is_never()) return -1;
  return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(deadline.remaining()).count());
}

}  // namespace

Result<Outcome> run_to_end(const Command& command, rt::Deadline deadline) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return base::fail(base::errno_error("pipe", errno));
  base::UniqueFd reader(ends[0]);
  base::UniqueFd writer(ends[1]);
  ZATO_TRY(
      const pid_t pid,
      process::spawn(
          {.argv = command.arguments, .cwd = command.directory, .stdout_fd = writer.get(), .stderr_fd = writer.get()}));
  writer.reset();

  Outcome outcome;
  std::array<char, 4096> buffer{};
  bool timed_out = false;
  for (;;) {
    pollfd wait{.fd = reader.get(), .events = POLLIN, .revents = 0};
    const int ready = ::poll(&wait, 1, milliseconds_left(deadline));
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) {
      timed_out = true;
      ::kill(pid, SIGKILL);
      break;
    }
    const auto got = ::read(reader.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    outcome.output.append(buffer.data(), static_cast<std::size_t>(got));
  }
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (timed_out) return base::fail(Code::kTimeout, command.arguments[0] + " did not end in time");
  outcome.exit_code = exit_code(status);
  return outcome;
}

Result<pid_t> start_detached(const Command& command, const std::filesystem::path& log) {
  return process::spawn({.argv = command.arguments,
                         .cwd = command.directory,
                         .stdout_file = log,
                         .stderr_file = log,
                         .new_session = true});
}

Result<ProcessHandle> ProcessHandle::open(pid_t pid) {
  ProcessHandle handle;
  handle.pid_ = pid;
  handle.fd_.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!handle.fd_) return base::fail(Code::kNotFound, "no process " + std::to_string(pid));
  return handle;
}

bool ProcessHandle::alive() {
  if (!fd_) return false;
  pollfd ended{.fd = fd_.get(), .events = POLLIN, .revents = 0};
  if (::poll(&ended, 1, 0) == 0) return true;
  ::waitpid(pid_, nullptr, WNOHANG);  // fails harmlessly when it was adopted
  fd_.reset();
  return false;
}

void ProcessHandle::signal(int number) const noexcept {
  if (fd_) ::syscall(SYS_pidfd_send_signal, fd_.get(), number, nullptr, 0);
}

bool ProcessHandle::wait_end(rt::Deadline deadline) {
  while (alive()) {
    if (deadline.expired()) return false;
    rt::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

std::filesystem::path working_directory_of(pid_t pid) {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/" + std::to_string(pid) + "/cwd", ignored);
}

}  // namespace zato::lb
