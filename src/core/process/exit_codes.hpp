// Exit codes of the daemons. 3, 9 and 18 keep the meaning they have in Zato's command line.
#pragma once

namespace zato::process {

inline constexpr int kExitOk = 0;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitBootError = 3;  // wrong configuration: a supervisor must not try again
inline constexpr int kExitAlreadyRunning = 9;
inline constexpr int kExitMemory = 12;  // ENOMEM: a worker beyond its limit of memory; it is replaced
inline constexpr int kExitNoProgram = 18;  // the child could not be executed at all
inline constexpr int kExitPortInUse = 98;  // EADDRINUSE

}  // namespace zato::process
