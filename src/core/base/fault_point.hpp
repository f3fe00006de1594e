// Named places in the code at which tests make a process die, as a power cut would: what it leaves behind must be old
// or new, never half. Off unless the process was started with ZATO_FAULT_POINTS=DIRECTORY; then whoever comes to the
// place NAME takes the file DIRECTORY/NAME away and is killed. A number N in the file lets N - 1 pass. At other places
// something gets lost, as on a bad line. See docs/design/0014-fault-points.md.
#pragma once

namespace zato::base {

// The directory, or null where fault points are off. Read once.
const char* fault_points() noexcept;

namespace detail {
void come_to(const char* fault_point) noexcept;
bool loses(const char* fault_point) noexcept;
}  // namespace detail

// Free of cost where fault points are off. The name is a literal: "odb.change.committed".
inline void fault_point(const char* name) noexcept {
  if (fault_points()) detail::come_to(name);
}

// True when what the process has in hand is to be treated as never received: each N-th time in this process, where
// DIRECTORY/NAME holds N. The file stays. One thread per name.
inline bool fault_loses(const char* name) noexcept { return fault_points() && detail::loses(name); }

}  // namespace zato::base
