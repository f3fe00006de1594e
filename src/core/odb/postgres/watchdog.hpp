// Watchdog: ends waits for a PostgreSQL that is connected but silent (stopped process, vanished host). libpq cannot be
// told how long to wait, so one thread per process shuts the socket down when the time is over; the waiting call then
// fails at once.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "base/clock.hpp"

namespace zato::odb {

class Watchdog {
 public:
  // The process's own; its thread lives as long as somebody holds it.
  static std::shared_ptr<Watchdog> shared();

  Watchdog();
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // Between construction and destruction `socket` is shut down when `limit` passes; `fired()` tells.
  class Guard {
   public:
    Guard(Watchdog& dog, int socket, base::Monotonic::duration limit);
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    bool fired() const;

   private:
    Watchdog& dog_;
    std::multimap<base::MonotonicTime, int>::iterator at_;
  };

 private:
  static constexpr int kShut = -1;  // in place of the socket: done
  void run();

  mutable std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::multimap<base::MonotonicTime, int> sockets_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace zato::odb
