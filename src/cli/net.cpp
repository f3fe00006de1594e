#include "cli/net.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/text.hpp"
#include "process/listen.hpp"

namespace zato::cli {

using base::Code;
using base::Result;

namespace {

using Addresses = std::unique_ptr<addrinfo, decltype([](addrinfo* list) { freeaddrinfo(list); })>;

int millis_left(base::MonotonicTime deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - base::Monotonic::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 3'600'000));
}

Result<base::UniqueFd> connect_to(int family, const sockaddr* address, socklen_t size, const std::string& peer,
                                  base::MonotonicTime deadline) {
  base::UniqueFd fd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return base::fail(base::errno_error("cannot open a socket", errno));
  if (::connect(fd.get(), address, size) == 0) return fd;
  if (errno != EINPROGRESS) return base::fail(base::errno_error("cannot connect to " + peer, errno));
  pollfd item{.fd = fd.get(), .events = POLLOUT, .revents = 0};
  if (::poll(&item, 1, millis_left(deadline)) <= 0)
    return base::fail(Code::kTimeout, "cannot connect to " + peer + ": no answer");
  int error = 0;
  socklen_t error_size = sizeof(error);
  ::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &error_size);
  if (error != 0) return base::fail(base::errno_error("cannot connect to " + peer, error));
  return fd;
}

}  // namespace

Result<Socket> Socket::connect_tcp(const std::string& host, std::uint16_t port, base::MonotonicTime deadline) {
  const auto peer = fmt::format("{}:{}", host, port);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int rc = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found); rc != 0) {
    return base::fail(Code::kUnavailable, fmt::format("cannot find {}: {}", host, gai_strerror(rc)));
  }
  Addresses addresses(found);
  base::Error last{Code::kUnavailable, "cannot connect to " + peer};
  for (const auto* at = addresses.get(); at; at = at->ai_next) {
    auto fd = connect_to(at->ai_family, at->ai_addr, at->ai_addrlen, peer, deadline);
    if (fd) return Socket(std::move(*fd), peer, deadline);
    last = fd.error();
  }
  return base::fail(last);
}

Result<Socket> Socket::connect_unix(const std::string& path, base::MonotonicTime deadline) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) {
    return base::fail(Code::kInvalidArgument, path + " is too long for the path of a Unix socket");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  ZATO_TRY(auto fd, connect_to(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof(address), path, deadline));
  return Socket(std::move(fd), path, deadline);
}

Result<void> Socket::wait_for(short events) {
  pollfd item{.fd = fd_.get(), .events = events, .revents = 0};
  if (::poll(&item, 1, millis_left(deadline_)) > 0) return {};
  return base::fail(Code::kTimeout, peer_ + " did not answer in time");
}

Result<void> Socket::send_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      ZATO_CHECK(wait_for(POLLOUT));
    } else if (errno != EINTR) {
      return base::fail(base::errno_error("cannot send to " + peer_, errno));
    }
  }
  return {};
}

Result<std::string> Socket::receive() {
  char buffer[16384];
  while (true) {
    const auto got = ::recv(fd_.get(), buffer, sizeof(buffer), 0);
    if (got >= 0) return std::string(buffer, static_cast<std::size_t>(got));
    if (errno == EAGAIN) {
      ZATO_CHECK(wait_for(POLLIN));
    } else if (errno != EINTR) {
      return base::fail(base::errno_error("cannot read from " + peer_, errno));
    }
  }
}

Result<void> check_port_free(const std::string& host, std::uint16_t port) {
  ZATO_TRY(auto listener, process::listen_on({.host = host, .port = port}));
  return {};
}

Result<std::uint16_t> find_free_port(std::uint16_t from) {
  for (int port = from; port < 65536; ++port) {
    if (check_port_free("127.0.0.1", static_cast<std::uint16_t>(port))) return static_cast<std::uint16_t>(port);
  }
  return base::fail(Code::kResourceExhausted, fmt::format("there is no free port from {} on", from));
}

Result<http::ClientResponse> http_request(const std::string& host, std::uint16_t port,
                                          const http::ClientRequest& request, std::chrono::milliseconds timeout) {
  http::Client client({.host = host, .port = port, .connect_timeout = timeout});
  return client.send(request, rt::Deadline::after(timeout));
}

Result<HostAndPort> parse_address(std::string_view text) {
  const std::string all(text);
  auto scheme = text.find("://");
  if (scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
  text = text.substr(0, text.find('/'));
  const auto colon = text.rfind(':');
  auto port =
      colon == std::string_view::npos ? std::nullopt : base::parse_number<std::uint16_t>(text.substr(colon + 1));
  auto host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (!port || *port == 0 || host.empty()) {
    return base::fail(Code::kInvalidArgument, fmt::format("an address must be host:port, not '{}'", all));
  }
  return HostAndPort{std::string(host), *port};
}

std::string connectable(const std::string& host) {
  if (host == "0.0.0.0" || host == "*") return "127.0.0.1";
  return host == "::" ? "::1" : host;
}

}  // namespace zato::cli
