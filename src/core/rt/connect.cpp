// Making sockets: resolving, connecting, listening.
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "rt/stream.hpp"
#include "rt/thread_pool.hpp"

namespace zato::rt {
namespace {

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  int family() const { return storage.ss_family; }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

base::Result<std::vector<Address>> lookup(const std::string& host, std::uint16_t port, int flags) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.empty() ? nullptr : host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (error != 0) return base::fail(base::Code::kUnavailable, "cannot resolve " + host + ": " + ::gai_strerror(error));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
  std::vector<Address> out;
  for (const auto* one = found; one; one = one->ai_next) {
    Address address;
    std::memcpy(&address.storage, one->ai_addr, one->ai_addrlen);
    address.size = one->ai_addrlen;
    out.push_back(address);
  }
  return out;
}

base::Result<std::vector<Address>> resolve(const std::string& host, std::uint16_t port, Deadline deadline) {
  if (auto numeric = lookup(host, port, AI_NUMERICHOST)) return numeric;
  // getaddrinfo blocks for as long as the name servers like and cannot be cancelled: it never runs on the loop, owns what it works
  // on, and nobody waits for it when the process ends.
  static ThreadPool& pool = *new ThreadPool("dns", 4, 256);
  const auto found = std::make_shared<base::Result<std::vector<Address>>>();
  ZATO_CHECK(pool.run([=] { *found = lookup(host, port, 0); }, deadline));
  return std::move(*found);
}

base::Result<std::unique_ptr<SocketStream>> connect_to(const Address& address, Deadline deadline) {
  base::UniqueFd fd(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return base::fail(base::errno_error("cannot create a socket", errno));
  if (address.family() != AF_UNIX) {
    const int on = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  }
  const int result = ::connect(fd.get(), address.get(), address.size);
  const int error = result == 0 ? 0 : errno;
  if (error != 0 && error != EINPROGRESS && error != EINTR) return base::fail(base::errno_error("refused", error));

  Loop* loop = Loop::current();
  auto stream = loop ? std::make_unique<SocketStream>(*loop, std::move(fd)) : std::make_unique<SocketStream>(std::move(fd));
  if (error == 0) return stream;
  ZATO_CHECK(stream->wait_writable(deadline));
  int outcome = 0;
  socklen_t size = sizeof(outcome);
  ::getsockopt(stream->fd(), SOL_SOCKET, SO_ERROR, &outcome, &size);
  if (outcome != 0) return base::fail(base::errno_error("failed", outcome));
  return stream;
}

}  // namespace

base::Result<std::unique_ptr<SocketStream>> connect_tcp(const std::string& host, std::uint16_t port, Deadline deadline) {
  const std::string what = "cannot connect to " + host + ":" + std::to_string(port);
  auto addresses = resolve(host, port, deadline);
  if (!addresses) return base::fail(base::wrap(addresses.error().code, what, std::move(addresses.error())));
  base::Error last{base::Code::kUnavailable, "no address", nullptr};
  for (const auto& address : *addresses) {
    auto stream = connect_to(address, deadline);
    if (stream) return stream;
    last = std::move(stream.error());
  }
  return base::fail(base::wrap(last.code, what, std::move(last)));
}

base::Result<std::unique_ptr<SocketStream>> connect_unix(const std::string& path, Deadline deadline) {
  Address address;
  auto& name = reinterpret_cast<sockaddr_un&>(address.storage);
  if (path.size() >= sizeof(name.sun_path)) return base::fail(base::Code::kInvalidArgument, "socket path too long (107 bytes at most): " + path);
  name.sun_family = AF_UNIX;
  std::memcpy(name.sun_path, path.c_str(), path.size() + 1);
  address.size = sizeof(sockaddr_un);
  auto stream = connect_to(address, deadline);
  if (!stream) return base::fail(base::wrap(stream.error().code, "cannot connect to " + path, std::move(stream.error())));
  return stream;
}

base::Result<base::UniqueFd> listen_tcp(const std::string& address, std::uint16_t port, int backlog) {
  const std::string what = address + ":" + std::to_string(port);
  ZATO_TRY(auto found, lookup(address, port, AI_PASSIVE));
  base::UniqueFd fd(::socket(found.front().family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return base::fail(base::errno_error("cannot create a socket for " + what, errno));
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (::bind(fd.get(), found.front().get(), found.front().size) != 0 || ::listen(fd.get(), backlog) != 0) {
    if (errno == EADDRINUSE) return base::fail(base::Code::kAlreadyExists, what + " is in use");
    return base::fail(base::errno_error("cannot listen on " + what, errno));
  }
  return fd;
}

}  // namespace zato::rt
