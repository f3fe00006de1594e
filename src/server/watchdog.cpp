#include "server/watchdog.hpp"

#include <optional>

#include "base/clock.hpp"
#include "log/log.hpp"
#include "server/thread_stack.hpp"

namespace zato::server {
namespace {

constexpr log::Logger kLog{"zato.server.watchdog"};

// A turn of a service that has been seen at least once.
struct Sighting {
  std::uint64_t number;
  base::MonotonicTime since;
  bool told = false;
};

}  // namespace

Watchdog::Watchdog(const service::Running& running, std::chrono::milliseconds limit)
    : running_(running), limit_(limit), loop_thread_(::pthread_self()) {
  prepare_stack_dumps();
  thread_ = std::thread([this] { watch(); });
}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  ended_signal_.notify_all();
  thread_.join();
}

void Watchdog::watch() {
  ::pthread_setname_np(::pthread_self(), "watchdog");
  std::optional<Sighting> last;
  std::unique_lock lock(mutex_);
  while (!ended_signal_.wait_for(lock, limit_ / 2, [&] { return ended_; })) {
    const auto turn = running_.turn();
    const auto now = base::Monotonic::now();
    if (!turn.service) {
      last.reset();
      continue;
    }
    if (!last || last->number != turn.number) {
      last = Sighting{turn.number, now};
      continue;
    }
    if (last->told || now - last->since < limit_) continue;
    last->told = true;
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now - last->since).count();
    std::string stack;
    for (const auto& frame : stack_of(loop_thread_, std::chrono::milliseconds(500))) stack += "\n  " + frame;
    kLog.warning("service {} has kept the event loop busy for more than {} ms; declare it with Execution::kCpu or kThread. It is here:{}",
                 turn.service->name(), milliseconds, stack);
  }
}

}  // namespace zato::server
