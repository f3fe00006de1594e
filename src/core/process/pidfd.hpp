// A handle on a process that no other process can take over, and that can be polled for its end. glibc 2.36 declares
// these calls without C linkage, hence our own two lines each.
#pragma once

#include <signal.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/unique_fd.hpp"

namespace zato::process {

// Empty, with errno set, when there is no such process.
inline base::UniqueFd open_process(pid_t pid) {
  return base::UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

inline bool send_signal(const base::UniqueFd& process, int signal) {
  return ::syscall(SYS_pidfd_send_signal, process.get(), signal, nullptr, 0) == 0;
}

}  // namespace zato::process
