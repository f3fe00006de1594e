#include "odb/postgres/watchdog.hpp"

#include <sys/socket.h>

#include <utility>

namespace zato::odb {

std::shared_ptr<Watchdog> Watchdog::shared() {
  static std::mutex mutex;  // guards `current`
  static std::weak_ptr<Watchdog> current;
  const std::lock_guard lock(mutex);
  auto dog = current.lock();
  if (!dog) current = dog = std::make_shared<Watchdog>();
  return dog;
}

Watchdog::Watchdog() : thread_([this] { run(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Watchdog::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    const auto now = base::Monotonic::now();
    auto next = base::MonotonicTime::max();
    for (auto& [at, socket] : sockets_) {
      if (at > now) {
        next = at;
        break;
      }
      if (socket != kShut) ::shutdown(std::exchange(socket, kShut), SHUT_RDWR);
    }
    if (next == base::MonotonicTime::max())
      changed_.wait(lock);
    else
      changed_.wait_until(lock, next);
  }
}

Watchdog::Guard::Guard(Watchdog& dog, int socket, base::Monotonic::duration limit) : dog_(dog) {
  bool earliest = false;
  {
    const std::lock_guard lock(dog_.mutex_);
    at_ = dog_.sockets_.emplace(base::Monotonic::now() + limit, socket);
    earliest = at_ == dog_.sockets_.begin();
  }
  if (earliest) dog_.changed_.notify_one();
}

Watchdog::Guard::~Guard() {
  const std::lock_guard lock(dog_.mutex_);
  dog_.sockets_.erase(at_);
}

bool Watchdog::Guard::fired() const {
  const std::lock_guard lock(dog_.mutex_);
  return at_->second == kShut;
}

}  // namespace zato::odb
