#include "service/python/engine/watch.hpp"

#include <pthread.h>
#include <pybind11/pybind11.h>

namespace py = pybind11;

namespace zato::service::python {
namespace {

std::int64_t now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

// Waits for the GIL, which a service that computes in Python lets go now and then.
void report(Session& session, std::chrono::nanoseconds blocked) {
  const py::gil_scoped_acquire gil;
  try {
    const auto found = py::module_::import("zato._host.watch").attr("culprit")().cast<py::tuple>();
    const auto name = found[0].cast<std::string>();
    session.platform.log(
        zato::LogLevel::kWarning, "zato.server.python", found[1].cast<std::string>(),
        (name.empty() ? std::string("something") : "service " + name) + " has kept Python busy for more than " +
            std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(blocked).count()) +
            " ms; no other Python service of this worker runs meanwhile. It is here:\n" + found[2].cast<std::string>());
  } catch (const std::exception& error) {
    session.platform.log(zato::LogLevel::kError, "zato.server.python", {},
                         std::string("the stack of a busy service cannot be told: ") + error.what());
  }
}

}  // namespace

Watch::Watch(Session& session) : session_(session), thread_([this] { run(); }) {}

Watch::~Watch() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  ended_signal_.notify_all();
  thread_.join();
}

std::chrono::nanoseconds Watch::blocked(const Session& session) {
  const auto since = session.pinged_at.load();
  return std::chrono::nanoseconds(since == 0 ? 0 : now() - since);
}

void Watch::run() {
  ::pthread_setname_np(::pthread_self(), "python-watch");
  bool told = false;
  std::unique_lock lock(mutex_);
  while (!ended_signal_.wait_for(lock, session_.options.block_warning / 4, [&] { return ended_; })) {
    const auto time = blocked(session_);
    if (time.count() == 0) {
      told = false;
      if (session_.in_flight == 0) continue;  // nobody waits: Python may sleep
      session_.pinged_at = now();
      session_.queue.push(Ping{});
    } else if (!told && time > session_.options.block_warning) {
      told = true;
      lock.unlock();
      report(session_, time);
      lock.lock();
    }
  }
}

}  // namespace zato::service::python
