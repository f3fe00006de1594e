// Who supervises a component: a locked file in its directory that holds the pid. Taken by zato-supervise, looked at by
// `zato start`, `stop` and `info`. The lock is the truth; a file left behind by a crash means nothing.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace zato::process {

class SuperviseLock {
 public:
  // kAlreadyExists when another one supervises the component.
  static base::Result<SuperviseLock> acquire(const std::filesystem::path& directory);

 private:
  explicit SuperviseLock(base::UniqueFd fd) : fd_(std::move(fd)) {}
  base::UniqueFd fd_;
};

// The pid of the supervisor; nothing when there is none.
std::optional<pid_t> supervisor_of(const std::filesystem::path& directory);

}  // namespace zato::process
