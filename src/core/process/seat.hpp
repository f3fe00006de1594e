// A seat is a place for one child: role and slot. Processes come and go in it; the supervisor keeps it filled.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "process/backoff.hpp"

namespace zato::process {

struct Role {
  std::string name;  // worker, keeper
  int count = 1;
  std::vector<std::string> argv;  // how a child of this role is executed
  bool listens = false;           // inherits the listening sockets
  bool scalable = false;          // TTIN and TTOU change its count
  // Reload: the new one is ready before the old one is told to stop. False where two at a time would be wrong.
  bool overlaps = true;
  int oom_score_adj = 0;
};

struct Seat {
  const Role* role = nullptr;
  int slot = 0;
  Backoff backoff = {};
  int generation = 0;                                // of the next process
  pid_t current = 0;                                 // 0: vacant
  pid_t incoming = 0;                                // takes over from `current` once it is ready
  std::optional<base::MonotonicTime> start_at = {};  // of a vacant seat
  bool was_ready = false;                            // at least once
  bool stepping_down = false;                        // `current` was told to go so that a new one can come

  std::string name() const { return role->name + "-" + std::to_string(slot + 1); }
};

}  // namespace zato::process
