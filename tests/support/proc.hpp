// What the kernel says about processes (/proc). For tests that look for workers, HAProxy or leftovers by themselves.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace zato::test {

bool alive(pid_t pid);                // a zombie is not alive: nobody but its parent can still notice it
char process_state(pid_t pid);        // R, S, T, Z, …; '\0' when there is no such process
std::string command_line(pid_t pid);  // arguments joined by spaces
std::string process_name(pid_t pid);
std::chrono::milliseconds age_of(pid_t pid);  // since its start, by the kernel's clock of 10 ms; 0: no such process
std::vector<pid_t> children_of(pid_t pid);
std::vector<pid_t> descendants_of(pid_t pid);
std::vector<pid_t> find_processes(const std::function<bool(pid_t)>& wanted);

// Resident and proportional memory in bytes; 0 when there is no such process.
long resident_bytes(pid_t pid);

// Throws when `pid` is none: what was to be found by name may have died by itself, and 0 would mean the test's own
// group.
void send_signal(pid_t pid, int number);

// Every process started by this test program carries ZATO_TEST_RUN=<tag> in its environment, daemons included.
const std::string& run_tag();
// Of directories of this run (temp_dir.hpp).
std::string directory_prefix();
std::vector<pid_t> tagged_processes();

// SIGKILL to every tagged process, until none is left. Only processes that this test program started carry the tag.
void kill_tagged_processes();

}  // namespace zato::test
