// Making sockets: resolving, connecting, listening.
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "rt/event.hpp"
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

base::Result<std::vector<Address>> ask_system(const std::string& host, std::uint16_t port, int flags) {
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

using Addresses = base::Result<std::vector<Address>>;

// Names that are being asked for. Who wants the same one meanwhile waits for the same answer: a name whose servers are silent
// keeps one thread busy, not all of them.
class Lookups {
 public:
  Addresses find(const std::string& host, std::uint16_t port, Deadline deadline) {
    const auto name = host + ":" + std::to_string(port);
    const auto [lookup, is_mine] = join(name);
    if (is_mine) {
      const auto ran = pool_.run([this, lookup = lookup, name, host, port] { end(name, *lookup, ask_system(host, port, 0)); }, deadline);
      if (!ran && ran.error().code != base::Code::kTimeout) end(name, *lookup, base::fail(ran.error()));
    }
    if (!lookup->done.wait(deadline)) return base::fail(base::Code::kTimeout, "cannot resolve " + host + " in time");
    return lookup->found;
  }

 private:
  struct Lookup {
    Event done;
    Addresses found;  // once it is done
  };

  std::pair<std::shared_ptr<Lookup>, bool> join(const std::string& name) {
    const std::lock_guard lock(mutex_);
    const auto [at, is_new] = running_.try_emplace(name);
    if (is_new) at->second = std::make_shared<Lookup>();
    return {at->second, is_new};
  }
  void end(const std::string& name, Lookup& lookup, Addresses found) {
    lookup.found = std::move(found);
    {
      const std::lock_guard lock(mutex_);
      running_.erase(name);
    }
    lookup.done.set();
  }

  ThreadPool pool_{"dns", 16, 256};
  std::mutex mutex_;  // guards running_
  std::map<std::string, std::shared_ptr<Lookup>> running_;
};

Addresses resolve(const std::string& host, std::uint16_t port, Deadline deadline) {
  if (auto numeric = ask_system(host, port, AI_NUMERICHOST)) return numeric;
  // getaddrinfo blocks for as long as the name servers like and cannot be cancelled: it never runs on the loop, owns what it works
  // on, and nobody waits for it when the process ends.
  static Lookups& lookups = *new Lookups;
  return lookups.find(host, port, deadline);
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

std::string text_of(const Address& address) {
  char text[INET6_ADDRSTRLEN] = {};
  const auto* v4 = reinterpret_cast<const sockaddr_in*>(&address.storage);
  const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&address.storage);
  const void* bytes = address.family() == AF_INET6 ? static_cast<const void*>(&v6->sin6_addr) : &v4->sin_addr;
  return ::inet_ntop(address.family(), bytes, text, sizeof text) ? text : "";
}

}  // namespace

base::Result<std::unique_ptr<SocketStream>> connect_tcp(const std::string& host, std::uint16_t port, Deadline deadline,
                                                        const AddressCheck& may_connect) {
  const std::string what = "cannot connect to " + host + ":" + std::to_string(port);
  auto addresses = resolve(host, port, deadline);
  if (!addresses) return base::fail(base::wrap(addresses.error().code, what, std::move(addresses.error())));
  base::Error last{base::Code::kUnavailable, "no address", nullptr};
  for (const auto& address : *addresses) {
    if (may_connect) {
      auto allowed = may_connect(text_of(address));
      if (!allowed) return base::fail(base::wrap(allowed.error().code, what, std::move(allowed.error())));
    }
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
  ZATO_TRY(auto found, ask_system(address, port, AI_PASSIVE));
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
