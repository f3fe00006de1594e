// Watchdog: names, with its stack, the service that keeps the event loop from its other work. It only tells; a loop that does not
// come back at all is the parent's business (heartbeat). One per worker.
#pragma once

#include <pthread.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "service/running.hpp"

namespace zato::server {

class Watchdog {
 public:
  // Called on the loop's thread, which is the one that will be watched. `running` must outlive the watchdog.
  Watchdog(const service::Running& running, std::chrono::milliseconds limit);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void watch();

  const service::Running& running_;
  const std::chrono::milliseconds limit_;
  const pthread_t loop_thread_;
  std::mutex mutex_;  // guards ended_
  std::condition_variable ended_signal_;
  bool ended_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace zato::server
