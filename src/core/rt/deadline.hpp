// Deadline: the moment by which a wait must end. Every operation that may wait takes one.
#pragma once

#include <algorithm>
#include <chrono>

#include "base/clock.hpp"

namespace zato::rt {

class Deadline {
 public:
  static constexpr Deadline never() noexcept { return Deadline(base::MonotonicTime::max()); }
  static Deadline after(base::Monotonic::duration wait) { return Deadline(base::Monotonic::now() + wait); }
  explicit constexpr Deadline(base::MonotonicTime at) noexcept : at_(at) {}

  bool is_never() const noexcept { return at_ == base::MonotonicTime::max(); }
  bool expired() const { return !is_never() && base::Monotonic::now() >= at_; }
  base::MonotonicTime at() const noexcept { return at_; }
  base::Monotonic::duration remaining() const { return std::max(at_ - base::Monotonic::now(), base::Monotonic::duration::zero()); }
  Deadline earlier(Deadline other) const noexcept { return Deadline(std::min(at_, other.at_)); }

 private:
  base::MonotonicTime at_;
};

}  // namespace zato::rt
