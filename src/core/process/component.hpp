// One component directory = at most one running component. The lock is the kernel's (flock on the directory itself),
// the pidfile is only for people and tools: a stale one never blocks a start. Used by every daemon and by `zato
// start|stop|info`.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace zato::process {

// Held for the life of the component's main process; not inherited by its children.
class ComponentLock {
 public:
  // Locks `directory` and writes its pidfile. kAlreadyExists, naming the pid, when the component runs already.
  static base::Result<ComponentLock> acquire(const std::filesystem::path& directory);

  ComponentLock(ComponentLock&&) noexcept = default;
  ComponentLock& operator=(ComponentLock&&) noexcept = default;
  ~ComponentLock();  // removes the pidfile, then unlocks

 private:
  ComponentLock(std::filesystem::path pidfile, base::UniqueFd fd) : pidfile_(std::move(pidfile)), fd_(std::move(fd)) {}

  std::filesystem::path pidfile_;
  base::UniqueFd fd_;
};

std::filesystem::path pidfile_of(const std::filesystem::path& directory);

// The component's main process: only if the lock is held and the pid in the pidfile lives.
std::optional<pid_t> running_pid(const std::filesystem::path& directory);

// Held at all, also by a component that has not written its pidfile yet.
bool is_locked(const std::filesystem::path& directory);

}  // namespace zato::process
