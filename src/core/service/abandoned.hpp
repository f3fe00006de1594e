// Calls on threads that go on although nobody waits for them any more.
#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace zato::service {

class Abandoned {
 public:
  // `call` lives as long as it runs.
  void add(std::string what, std::weak_ptr<const void> call) {
    const std::lock_guard lock(mutex_);
    forget_ended();
    calls_.push_back({std::move(what), base::Monotonic::now(), std::move(call)});
  }

  // One that has gone on for longer than that; empty: there is none.
  std::string longer_than(base::Monotonic::duration time) {
    const std::lock_guard lock(mutex_);
    forget_ended();
    const auto before = base::Monotonic::now() - time;
    const auto found = std::ranges::find_if(calls_, [&](const Call& call) { return call.since < before; });
    return found == calls_.end() ? std::string() : found->what;
  }

 private:
  struct Call {
    std::string what;
    base::MonotonicTime since;
    std::weak_ptr<const void> call;
  };
  void forget_ended() {
    std::erase_if(calls_, [](const Call& call) { return call.call.expired(); });
  }

  std::mutex mutex_;  // guards calls_
  std::vector<Call> calls_;
};

}  // namespace zato::service
