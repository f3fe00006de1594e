// What a child inherits from its parent: all of it, and nothing else. The supervisor encodes it into one environment
// variable (descriptors keep their numbers across exec), ChildLink decodes it.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace zato::process {

inline constexpr const char* kHeritageVariable = "ZATO_HERITAGE";

struct Heritage {
  std::string role;    // "worker", "keeper"
  int slot = 0;        // stable identity within the role: a replacement gets the slot of whom it replaces
  int generation = 0;  // how many processes this slot had before; with role and slot unique for the life of the parent
  int cell = 0;  // index in shared memory; no two living children share one, not even the two of a slot during a reload
  std::vector<int> listeners = {};                 // listening sockets
  int pulses = -1;                                 // memfd of heartbeats (see pulse.hpp)
  int notes = -1;                                  // memfd of what children work on (see note_board.hpp)
  int metrics = -1;                                // memfd of metrics (see metrics/region.hpp)
  int lifeline = -1;                               // read end of a pipe: end of file when the parent is gone
  int link = -1;                                   // messages to the parent
  std::chrono::milliseconds heartbeat_timeout{0};  // without a beat for so long the child is replaced; 0: never

  std::string name() const { return role + "-" + std::to_string(slot + 1); }  // worker-1, as in logs and `zato info`
  std::string encode() const;
  static base::Result<Heritage> decode(std::string_view text);
};

}  // namespace zato::process
