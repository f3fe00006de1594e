// What is known of the Redis behind a client: for /readyz?verbose, `zato info` and the log.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace zato::broker {

// Whether this Redis can keep what it has acknowledged: guaranteed delivery needs all of this.
struct Durability {
  bool append_only_file = false;
  std::string append_fsync;     // always, everysec, no
  bool no_fsync_on_rewrite = false;
  std::string eviction_policy;  // noeviction is what it takes
  std::string unknown_because;  // Redis did not tell; empty: it did

  // One sentence per thing that is in the way; empty: this Redis will do.
  std::vector<std::string> problems() const;
};

struct Health {
  std::string address;
  bool connected = false;
  base::MonotonicTime since = base::Monotonic::now();  // in this state
  std::string last_error;                              // why not connected, or why it was not the last time
  std::string version;                                 // of Redis, once it was connected
  unsigned long connections = 0;                       // made so far
  std::optional<Durability> durability;
};

}  // namespace zato::broker
