// Listening sockets, bound by the parent and inherited by its workers.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace zato::process {

struct Endpoint {
  std::string host = "127.0.0.1";  // name or address; "" or "*" = every IPv4 address, "::" = every IPv6 one
  std::uint16_t port = 0;          // 0: any free one

  std::string text() const;  // 127.0.0.1:17010, [::1]:17010
};

// "127.0.0.1:17010", "localhost:17010", "[::1]:17010", ":17010".
base::Result<Endpoint> parse_endpoint(std::string_view text);

struct ListenOptions {
  int backlog = 4096;  // the kernel caps it at net.core.somaxconn
  // How long a port in use is tried again: what held it may be a process that is just dying.
  std::chrono::milliseconds patience{0};
};

// A non-blocking TCP socket that listens. kAlreadyExists when the port is taken: "127.0.0.1:17010 is in use by pid 7
// (nginx)".
base::Result<base::UniqueFd> listen_on(const Endpoint& endpoint, const ListenOptions& options = {});

// The port that a socket is bound to.
base::Result<std::uint16_t> bound_port(int fd);

}  // namespace zato::process
