// What is known of the calls of one connection since this worker began; it outlives edits of the connection. Loop
// thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>

namespace zato::outgoing {

struct Statistics {
  std::uint64_t calls = 0;    // that have ended
  std::uint64_t errors = 0;   // of them: without an answer
  std::uint64_t refused = 0;  // of them: answered with a status of 400 or more
  std::uint64_t in_flight = 0;
  std::chrono::nanoseconds total{0};
  std::chrono::nanoseconds longest{0};
  std::chrono::nanoseconds last{0};
  std::string last_error = {};

  void ended(std::chrono::nanoseconds took) {
    ++calls;
    total += took;
    longest = std::max(longest, took);
    last = took;
  }
};

// The same for those who show it, with the state of the pool.
struct Reading : Statistics {
  std::string name = {};
  std::size_t pool_size = 0;
  std::size_t in_use = 0;
  std::size_t idle = 0;
  std::size_t waiting = 0;
};

}  // namespace zato::outgoing
