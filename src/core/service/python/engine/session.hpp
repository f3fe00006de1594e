// Session: what the functions of the Python module `_zato` work on. One per process, since CPython is.
#pragma once

#include <atomic>
#include <chrono>

#include "service/python/engine.hpp"
#include "service/python/engine/queue.hpp"

namespace zato::service::python {

struct Session {
  Platform& platform;
  Engine::Options options;
  Queue queue;
  std::atomic<std::int64_t> pinged_at{0};  // ns of the steady clock, while a ping is on its way; else 0
  std::function<void(base::Result<void>)> on_started;
  std::atomic<std::int64_t> in_flight{0};  // calls
  bool started = false;
};

Session& session();  // of this process

}  // namespace zato::service::python
