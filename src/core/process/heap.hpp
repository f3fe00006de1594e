// The heap of a process that lives for months: what of its memory stays and what goes back to the system. glibc's malloc.
#pragma once

namespace zato::process {

// For a process with many threads and large buffers now and then. Called first thing in it, before there are threads.
void keep_heap_small() noexcept;

// Gives the system what is free, also in the midst of heaps, and pages of code that are not in use. After work that
// needed much memory; takes milliseconds. Any thread.
void give_memory_back() noexcept;

}  // namespace zato::process
