// Blocking sockets with a deadline, and single HTTP requests: what short-lived commands need of a network.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "http/client.hpp"

namespace zato::cli {

class Socket {
 public:
  static base::Result<Socket> connect_tcp(const std::string& host, std::uint16_t port, base::MonotonicTime deadline);
  static base::Result<Socket> connect_unix(const std::string& path, base::MonotonicTime deadline);

  base::Result<void> send_all(std::string_view bytes);
  // At least one byte; "" at the end of the stream.
  base::Result<std::string> receive();

 private:
  Socket(base::UniqueFd fd, std::string peer, base::MonotonicTime deadline)
      : fd_(std::move(fd)), peer_(std::move(peer)), deadline_(deadline) {}
  base::Result<void> wait_for(short events);

  base::UniqueFd fd_;
  std::string peer_;
  base::MonotonicTime deadline_;
};

// Whether somebody could listen on this TCP address now; the error names who holds it where that can be told.
base::Result<void> check_port_free(const std::string& host, std::uint16_t port);
// Some free loopback port at or above `from`.
base::Result<std::uint16_t> find_free_port(std::uint16_t from);

// One request on a connection of its own.
base::Result<http::ClientResponse> http_request(const std::string& host, std::uint16_t port,
                                                const http::ClientRequest& request, std::chrono::milliseconds timeout);

struct HostAndPort {
  std::string host;
  std::uint16_t port = 0;
};
// host:port, [::1]:port, http://host:port/…
base::Result<HostAndPort> parse_address(std::string_view text);
// Where to connect to somebody who listens on `host`: 127.0.0.1 for 0.0.0.0, ::1 for ::.
std::string connectable(const std::string& host);

}  // namespace zato::cli
