// Health: /livez, /readyz and /metrics of a scheduler, on a port of its own. It takes no orders.
#pragma once

#include <functional>
#include <memory>

#include "http/server.hpp"
#include "metrics/registry.hpp"

namespace zato::scheduler {

class Health {
 public:
  // Empty: ready. Otherwise why not.
  using Ready = std::function<std::string()>;

  Health(rt::Loop& loop, metrics::Registry& registry, Ready ready);

  base::Result<void> open(const std::string& host, std::uint16_t port);
  void start();
  void stop(rt::Deadline deadline);

 private:
  void handle(const http::Request& request, http::Response& response) const;

  rt::Loop& loop_;
  metrics::Registry& registry_;
  const Ready ready_;
  http::Server server_;
  std::unique_ptr<rt::Acceptor> acceptor_;
};

}  // namespace zato::scheduler
