#include "process/component.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <thread>

#include "base/file.hpp"
#include "base/text.hpp"

namespace zato::process {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;

// Tools probe the lock for microseconds (is_locked); a start that collides with a probe must not be refused.
constexpr auto kProbeTolerance = 100ms;

base::UniqueFd open_directory(const fs::path& directory) {
  return base::UniqueFd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

bool lock_within(int fd, std::chrono::milliseconds patience) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (std::chrono::steady_clock::now() >= give_up) return false;
    std::this_thread::sleep_for(5ms);
  }
  return true;
}

std::optional<pid_t> living_pid_in(const fs::path& pidfile) {
  const auto content = base::read_file(pidfile);
  if (!content) return std::nullopt;
  const auto pid = base::parse_number<unsigned>(base::trim(*content));
  if (!pid || *pid == 0) return std::nullopt;
  const auto number = static_cast<pid_t>(*pid);
  if (::kill(number, 0) != 0 && errno == ESRCH) return std::nullopt;
  return number;
}

std::string already_running(const fs::path& directory) {
  const auto pid = living_pid_in(pidfile_of(directory));
  return directory.string() + " is already running" + (pid ? ", pid " + std::to_string(*pid) : "") +
         " (stop it with: zato stop " + directory.string() + ")";
}

}  // namespace

fs::path pidfile_of(const fs::path& directory) { return directory / "pidfile"; }

base::Result<ComponentLock> ComponentLock::acquire(const fs::path& directory) {
  base::UniqueFd fd = open_directory(directory);
  if (!fd) return base::fail(base::errno_error("cannot open component directory " + directory.string(), errno));
  if (!lock_within(fd.get(), kProbeTolerance))
    return base::fail(base::Code::kAlreadyExists, already_running(directory));
  ZATO_CHECK(base::write_file_atomically(pidfile_of(directory), std::to_string(::getpid()) + "\n", 0644));
  return ComponentLock(pidfile_of(directory), std::move(fd));
}

ComponentLock::~ComponentLock() {
  if (!fd_) return;
  ::unlink(pidfile_.c_str());
}

bool is_locked(const fs::path& directory) {
  const base::UniqueFd fd = open_directory(directory);
  return fd && ::flock(fd.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

std::optional<pid_t> running_pid(const fs::path& directory) {
  if (!is_locked(directory)) return std::nullopt;
  return living_pid_in(pidfile_of(directory));
}

}  // namespace zato::process
