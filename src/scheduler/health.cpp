#include "scheduler/health.hpp"

#include "metrics/openmetrics.hpp"
#include "process/listen.hpp"

namespace zato::scheduler {

namespace {

constexpr std::chrono::milliseconds kPatience{1000};

http::ServerOptions server_options() {
  http::ServerOptions options;
  options.max_connections = 100;
  return options;
}

}  // namespace

Health::Health(rt::Loop& loop, metrics::Registry& registry, Ready ready)
    : loop_(loop),
      registry_(registry),
      ready_(std::move(ready)),
      server_(loop, server_options(),
              [this](http::Request& request, http::Response& response) { handle(request, response); }) {}

base::Result<void> Health::open(const std::string& host, std::uint16_t port) {
  // What held the port may be a process that is just ending.
  ZATO_TRY(auto socket, process::listen_on({.host = host, .port = port}, {.patience = kPatience}));
  acceptor_ = std::make_unique<rt::Acceptor>(loop_, std::move(socket));
  return {};
}

void Health::start() {
  acceptor_->start([this](std::unique_ptr<rt::SocketStream> stream) { server_.add(std::move(stream)); });
}

void Health::stop(rt::Deadline deadline) {
  if (acceptor_) acceptor_->stop();
  server_.drain();
  server_.wait_idle(deadline);
}

void Health::handle(const http::Request& request, http::Response& response) const {
  response.content_type = "text/plain";
  const bool get = request.method == http::Method::kGet || request.method == http::Method::kHead;
  if (get && request.path == "/livez") {
    response.body = "ok\n";
  } else if (get && request.path == "/readyz") {
    const auto why_not = ready_();
    response.status = why_not.empty() ? 200 : 503;
    response.body = why_not.empty() ? "ready\n" : "not ready: " + why_not + "\n";
  } else if (get && request.path == "/metrics") {
    response.content_type = metrics::kContentType;
    response.body = metrics::render(registry_.snapshot());
  } else {
    response.status = 404;
    response.body = "there are /livez, /readyz and /metrics\n";
  }
}

}  // namespace zato::scheduler
