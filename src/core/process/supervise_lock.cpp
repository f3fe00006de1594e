#include "process/supervise_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/file.hpp"
#include "base/text.hpp"

namespace zato::process {

namespace fs = std::filesystem;

namespace {

// `zato info` and the like probe the lock for microseconds; a start that collides with a probe must not be refused.
constexpr std::chrono::milliseconds kProbeTolerance{100};

fs::path lock_path(const fs::path& directory) { return directory / ".supervisor"; }

}  // namespace

base::Result<SuperviseLock> SuperviseLock::acquire(const fs::path& directory) {
  ZATO_TRY(auto fd, base::lock_file(lock_path(directory), kProbeTolerance));
  const auto text = std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd.get(), 0) != 0 || ::pwrite(fd.get(), text.data(), text.size(), 0) < 0) {
    return base::fail(base::errno_error("cannot write " + lock_path(directory).string(), errno));
  }
  return SuperviseLock(std::move(fd));
}

std::optional<pid_t> supervisor_of(const fs::path& directory) {
  const base::UniqueFd fd(::open(lock_path(directory).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd || ::flock(fd.get(), LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK) return std::nullopt;
  char buffer[32] = "";
  if (::pread(fd.get(), buffer, sizeof(buffer) - 1, 0) <= 0) return std::nullopt;
  const auto pid = base::parse_number<unsigned>(base::trim(buffer));
  return pid ? std::optional(static_cast<pid_t>(*pid)) : std::nullopt;
}

}  // namespace zato::process
