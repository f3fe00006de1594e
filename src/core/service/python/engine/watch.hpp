// Watch: notices that one greenlet keeps the hub from all others, and names it with its Python stack. A thread of its
// own.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "service/python/engine/session.hpp"

namespace zato::service::python {

class Watch {
 public:
  explicit Watch(Session& session);
  ~Watch();
  Watch(const Watch&) = delete;

  static std::chrono::nanoseconds blocked(const Session& session);

 private:
  void run();

  Session& session_;
  std::mutex mutex_;  // guards ended_
  std::condition_variable ended_signal_;
  bool ended_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace zato::service::python
