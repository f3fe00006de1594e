#include "odb/pool.hpp"

#include <mutex>
#include <vector>

namespace zato::odb {

namespace {
constexpr std::size_t kWaiting = 1000;
}

// `mutex` guards `connections`. There are never more than threads, as each thread holds at most one.
struct Pool::Idle {
  std::mutex mutex;
  std::vector<std::unique_ptr<Connection>> connections;
};

Pool::Pool(Options options)
    : options_(std::move(options)), idle_(std::make_unique<Idle>()), threads_("odb", options_.pool_size, kWaiting) {}

Pool::~Pool() = default;

base::Result<Pool::Lease> Pool::Lease::take(Idle& idle, const Options& options) {
  for (;;) {
    std::unique_ptr<Connection> connection;
    {
      const std::lock_guard lock(idle.mutex);
      if (idle.connections.empty()) break;
      connection = std::move(idle.connections.back());
      idle.connections.pop_back();
    }
    if (connection->usable()) return Lease(idle, std::move(connection));
  }
  ZATO_TRY(auto fresh, connect(options));
  return Lease(idle, std::move(fresh));
}

Pool::Lease::~Lease() {
  if (!connection || connection->lost()) return;
  const std::lock_guard lock(idle->mutex);
  idle->connections.push_back(std::move(connection));
}

}  // namespace zato::odb
