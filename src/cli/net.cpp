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

std::string render(const HttpRequest& request, const std::string& host, std::uint16_t port) {
  std::string out = fmt::format("{} {} HTTP/1.1\r\nHost: {}:{}\r\nConnection: close\r\nContent-Length: {}\r\n",
                                request.method, request.target, host, port, request.body.size());
  for (const auto& [name, value] : request.headers) out += fmt::format("{}: {}\r\n", name, value);
  return out + "\r\n" + request.body;
}

base::Failure broken(const std::string& peer) { return base::fail(Code::kCorrupt, peer + " did not answer with HTTP"); }

Result<std::string> dechunk(std::string_view raw, const std::string& peer) {
  std::string body;
  while (true) {
    const auto line = raw.find("\r\n");
    if (line == std::string_view::npos) return broken(peer);
    std::size_t size = 0;
    for (char c : raw.substr(0, std::min(line, raw.find(';')))) {
      const auto digit = std::string_view("0123456789abcdef").find(static_cast<char>(c | 0x20));
      if (digit == std::string_view::npos || size > (1U << 30)) return broken(peer);
      size = size * 16 + digit;
    }
    raw.remove_prefix(line + 2);
    if (size == 0) return body;
    if (raw.size() < size + 2) return broken(peer);
    body += raw.substr(0, size);
    raw.remove_prefix(size + 2);
  }
}

Result<HttpResponse> parse(std::string_view raw, const std::string& peer) {
  const auto end = raw.find("\r\n\r\n");
  if (end == std::string_view::npos || !raw.starts_with("HTTP/1.") || raw.size() < 12) return broken(peer);
  HttpResponse response;
  response.status = base::parse_number<int>(raw.substr(9, 3)).value_or(0);
  auto lines = base::split(raw.substr(0, end), '\n');
  for (std::size_t at = 1; at < lines.size(); ++at) {
    const auto colon = lines[at].find(':');
    if (colon == std::string_view::npos) continue;
    response.headers[base::lower(lines[at].substr(0, colon))] = base::trim(lines[at].substr(colon + 1));
  }
  raw.remove_prefix(end + 4);
  auto chunked = response.headers.find("transfer-encoding");
  if (chunked != response.headers.end() && base::iequals(chunked->second, "chunked")) {
    ZATO_TRY(response.body, dechunk(raw, peer));
    return response;
  }
  auto length = response.headers.find("content-length");
  if (length != response.headers.end() && base::parse_number<std::uint64_t>(length->second) != raw.size()) {
    return base::fail(Code::kUnavailable, peer + " closed the connection in the middle of its response");
  }
  response.body = raw;
  return response;
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

Result<HttpResponse> http_request(const std::string& host, std::uint16_t port, const HttpRequest& request,
                                  std::chrono::milliseconds timeout) {
  ZATO_TRY(auto socket, Socket::connect_tcp(host, port, base::Monotonic::now() + timeout));
  ZATO_CHECK(socket.send_all(render(request, host, port)));
  std::string raw;
  while (true) {
    ZATO_TRY(auto more, socket.receive());
    if (more.empty()) return parse(raw, fmt::format("{}:{}", host, port));
    raw += more;
  }
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
