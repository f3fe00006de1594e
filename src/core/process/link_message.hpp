// What a child sends to its parent over their SOCK_SEQPACKET pair: one packet per message, its first byte says which.
#pragma once

#include <cstddef>
#include <cstdint>

namespace zato::process {

inline constexpr char kLinkReady = 'R';
inline constexpr char kLinkBootError = 'E';  // followed by the text
inline constexpr char kLinkReplace = 'P';    // followed by the reason: start another one in my place, then let me finish
inline constexpr char kLinkStack = 'S';      // followed by StackPacket's addresses
inline constexpr char kLinkCrash = 'C';      // the same, of a child that is about to die by a signal; it waits for one byte

inline constexpr int kMaxFrames = 96;

// Raw return addresses, innermost first; the parent looks their names up, because that is not possible in a signal
// handler.
struct StackPacket {
  char kind = kLinkStack;
  std::int32_t thread = 0;  // as the kernel numbers it
  std::uintptr_t addresses[kMaxFrames] = {};
};

}  // namespace zato::process
