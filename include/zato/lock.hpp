// lock(): what one call at a time does in the whole cluster. Held in Redis, so by C++ and Python services alike.
//
//   const auto held = lock("orders." + customer);     // zato::LockTimeout when somebody else keeps it
//   …                                                 // released at the end of the scope
//
// Whoever crashes while holding it loses it when its time to live is over, and so does whoever takes longer: choose one
// that is well above what the work takes.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "zato/raise.hpp"

namespace zato {

// Uncaught: 503 with Retry-After.
struct LockTimeout : ServiceUnavailable {
  using ServiceUnavailable::ServiceUnavailable;
};
class LockError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class [[nodiscard]] Lock {
 public:
  Lock(Runtime& runtime, std::string name, std::chrono::nanoseconds ttl, std::chrono::nanoseconds block)
      : runtime_(&runtime), name_(std::move(name)) {
    LockOutcome outcome = runtime.lock(name_, ttl, block);
    detail::check<LockError>(std::move(outcome.failure));
    token_ = std::move(outcome.token);
    if (token_.empty()) throw LockTimeout(format("lock `{}` is held by somebody else", name_));
  }
  Lock(Lock&& other) noexcept
      : runtime_(other.runtime_), name_(std::move(other.name_)), token_(std::exchange(other.token_, {})) {}
  Lock& operator=(Lock&&) = delete;
  ~Lock() { release(); }

  // Before the end of the scope.
  void release() noexcept {
    if (!token_.empty()) runtime_->unlock(name_, std::exchange(token_, {}));
  }

 private:
  Runtime* runtime_;
  std::string name_;
  std::string token_;  // empty: released
};

}  // namespace zato
