#include "odb/pool.hpp"

#include <mutex>
#include <optional>
#include <vector>

namespace zato::odb {

namespace {
constexpr std::size_t kWaiting = 1000;

base::Failure too_late(const Options& options) {
  return base::fail(base::Code::kUnavailable, describe(options) + ": no answer in time");
}

}  // namespace

// `mutex` guards `connections`. There are never more than threads, as each thread holds at most one.
struct Pool::Idle {
  std::mutex mutex;
  std::vector<std::unique_ptr<Connection>> connections;

  bool empty() {
    const std::lock_guard lock(mutex);
    return connections.empty();
  }
  void put(std::unique_ptr<Connection> connection, std::size_t most) {
    const std::lock_guard lock(mutex);
    if (connections.size() < most) connections.push_back(std::move(connection));
  }
};

Pool::Pool(Options options)
    : options_(std::move(options)), idle_(std::make_shared<Idle>()), threads_("odb", options_.pool_size, kWaiting) {}

Pool::~Pool() = default;

bool Pool::connected() const { return !idle_->empty(); }

base::MonotonicTime Pool::end_of_patience() const {
  return options_.patience.count() == 0 ? base::MonotonicTime::max() : base::Monotonic::now() + options_.patience;
}

// Libraries insist on waiting longer for a connection than we can: who has no patience left goes, the attempt ends by
// itself and leaves its connection to the others.
base::Result<void> Pool::connect_in_time(base::MonotonicTime until) {
  if (until == base::MonotonicTime::max() || !idle_->empty()) return {};
  const auto problem = std::make_shared<std::optional<base::Error>>();
  const auto attempt = [problem, idle = idle_, options = options_, until] {
    if (!idle->empty() || base::Monotonic::now() >= until) return;
    auto fresh = connect(options);
    if (fresh)
      idle->put(std::move(*fresh), options.pool_size);
    else
      *problem = std::move(fresh.error());
  };
  auto waited = threads_.run(attempt, rt::Deadline(until));
  if (!waited && waited.error().code == base::Code::kTimeout) return too_late(options_);
  ZATO_CHECK(std::move(waited));
  if (*problem) return base::fail(**problem);
  return {};
}

base::Result<Pool::Lease> Pool::Lease::take(Idle& idle, const Options& options, base::MonotonicTime until) {
  if (until != base::MonotonicTime::max() && base::Monotonic::now() + options.lock_timeout >= until)
    return too_late(options);
  auto lease = take_any(idle, options);
  if (lease) lease->connection->set_patience(until);
  return lease;
}

base::Result<Pool::Lease> Pool::Lease::take_any(Idle& idle, const Options& options) {
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
  connection->rest();
  const std::lock_guard lock(idle->mutex);
  idle->connections.push_back(std::move(connection));
}

}  // namespace zato::odb
