// The stack of another thread of this process, as text. Used by the watchdog.
#pragma once

#include <pthread.h>

#include <chrono>
#include <string>
#include <vector>

namespace zato::server {

// Before the first stack_of(), on any thread: installs the signal handler that takes the stack.
void prepare_stack_dumps();

// Interrupts `thread` for some microseconds. Empty when it did not react in time. One caller at a time.
std::vector<std::string> stack_of(pthread_t thread, std::chrono::milliseconds patience);

}  // namespace zato::server
