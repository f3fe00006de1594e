// Correlation id: `K` and 39 decimal digits of a random 128-bit number, zero-padded (Zato 1.1, and the HA seed's ping).
// One per inbound request; it follows the request through every service, message and log line.
#pragma once

#include <string>

namespace zato::base {

inline constexpr int kCidSize = 40;

// New, unpredictable and unique for all practical purposes. Any thread; safe after fork. About 100 ns.
std::string new_cid();

}  // namespace zato::base
