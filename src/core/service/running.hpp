// Which service runs on the event loop right now. Written by the invoker at each switch, read by the watchdog's thread.
#pragma once

#include <atomic>
#include <cstdint>

#include "service/stats.hpp"

namespace zato::service {

class Running {
 public:
  struct Turn {
    const Stats* service = nullptr;  // null: none runs
    std::uint64_t number = 0;        // the same number seen twice: nothing else has run in between
  };

  // Loop thread. Returns what ran before, for the caller to put back.
  const Stats* enter(const Stats* service) noexcept {
    number_.store(number_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    return service_.exchange(service, std::memory_order_release);
  }

  Turn turn() const noexcept {  // any thread
    const Stats* service = service_.load(std::memory_order_acquire);
    return {service, number_.load(std::memory_order_relaxed)};
  }

 private:
  std::atomic<const Stats*> service_{nullptr};
  std::atomic<std::uint64_t> number_{0};
};

}  // namespace zato::service
