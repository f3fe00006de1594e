#include "process/listen.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>
#include <thread>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "process/proc_fs.hpp"

namespace zato::process {
namespace {

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

base::Result<AddressList> resolve(const Endpoint& endpoint) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  const bool any = endpoint.host.empty() || endpoint.host == "*";
  addrinfo* found = nullptr;
  const int error =
      ::getaddrinfo(any ? "0.0.0.0" : endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found);
  if (error != 0) {
    return base::fail(base::Code::kInvalidArgument,
                      "cannot listen on " + endpoint.text() + ": " + ::gai_strerror(error));
  }
  return AddressList(found, &::freeaddrinfo);
}

base::UniqueFd bind_one(const addrinfo& address, int backlog) {
  base::UniqueFd fd(::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  if (!fd || ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0) return {};
  if (address.ai_family == AF_INET6) ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
  if (::bind(fd.get(), address.ai_addr, address.ai_addrlen) != 0) return {};
  if (::listen(fd.get(), backlog) != 0) return {};
  return fd;
}

base::Failure cannot_listen(const Endpoint& endpoint, int error) {
  if (error != EADDRINUSE) return base::fail(base::errno_error("cannot listen on " + endpoint.text(), error));
  const auto owner = port_owner(endpoint.port);
  return base::fail(base::Code::kAlreadyExists,
                    endpoint.text() + " is in use by " +
                        (owner ? "pid " + std::to_string(owner->pid) + " (" + owner->name + ")" : "another process"));
}

}  // namespace

std::string Endpoint::text() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

base::Result<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const auto port =
      colon == std::string_view::npos ? std::nullopt : base::parse_number<std::uint16_t>(text.substr(colon + 1));
  if (!port)
    return base::fail(base::Code::kInvalidArgument, "'" + std::string(text) + "' is not of the form host:port");
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return Endpoint{.host = std::string(host), .port = *port};
}

base::Result<base::UniqueFd> listen_on(const Endpoint& endpoint, const ListenOptions& options) {
  ZATO_TRY(const AddressList addresses, resolve(endpoint));
  const auto give_up = base::Monotonic::now() + options.patience;
  while (true) {
    int error = 0;
    for (const addrinfo* at = addresses.get(); at != nullptr; at = at->ai_next) {
      if (base::UniqueFd fd = bind_one(*at, options.backlog)) return fd;
      if (error != EADDRINUSE) error = errno;
    }
    if (error != EADDRINUSE || base::Monotonic::now() >= give_up) return cannot_listen(endpoint, error);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

base::Result<std::uint16_t> bound_port(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return base::fail(base::errno_error("cannot tell the port of a socket", errno));
  }
  const auto* v4 = reinterpret_cast<const sockaddr_in*>(&address);
  const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&address);
  return ntohs(address.ss_family == AF_INET6 ? v6->sin6_port : v4->sin_port);
}

}  // namespace zato::process
