// FakeHttp: an HTTP peer under a test's control, on its own threads. Answers each request with the bytes that the
// handler returns; an empty answer closes the connection. For tests of the harness itself, of health checks and of HTTP
// clients.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/unique_fd.hpp"
#include "support/http_client.hpp"

namespace zato::test {

class FakeHttp {
 public:
  // Called on the connection's thread with everything received of one request: head and, with a Content-Length, the
  // body.
  using Handler = std::function<std::string(const std::string& request)>;

  explicit FakeHttp(Handler handler);
  ~FakeHttp();
  FakeHttp(const FakeHttp&) = delete;

  Endpoint endpoint() const { return {.port = port_}; }
  int connections() const { return connections_; }

  static std::string answer(int status, const std::string& body, const std::string& extra_headers = {});

 private:
  void accept_loop();
  void serve(int socket);

  Handler handler_;
  base::UniqueFd listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<int> connections_{0};
  std::vector<std::jthread> threads_;  // only the accepting thread, the first one, adds to it while running
  std::jthread acceptor_;
};

}  // namespace zato::test
