// What the kernel tells about a process that does not answer any more, for the log. Used before it is killed.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace zato::process {

// "is stopped by a signal (T)", "is running (R)", …
std::string state_text(pid_t pid);

// One line per thread: what it waits for in the kernel, its kernel stack where we may see it, its instruction pointer.
std::vector<std::string> kernel_view(pid_t pid);

}  // namespace zato::process
