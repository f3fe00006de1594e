#include "support/tcp_proxy.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>
#include <vector>

namespace zato::test {

namespace {

constexpr int kTickMs = 5;

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// False: one of the two has gone.
bool pass_on(int from, int to) {
  char bytes[16384];
  const auto got = ::recv(from, bytes, sizeof bytes, MSG_DONTWAIT);
  if (got <= 0) return got < 0 && (errno == EAGAIN || errno == EINTR);
  for (ssize_t sent = 0; sent < got;) {
    const auto more = ::send(to, bytes + sent, static_cast<std::size_t>(got - sent), MSG_NOSIGNAL);
    if (more <= 0) return false;
    sent += more;
  }
  return true;
}

}  // namespace

struct TcpProxy::Pair {
  Pair(int a, int b) : client(a), server(b) {}
  ~Pair() {
    ::close(client);
    ::close(server);
  }
  Pair(const Pair&) = delete;
  int client, server;
};

TcpProxy::TcpProxy(int target_port) : target_port_(target_port) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopback(0);
  socklen_t size = sizeof address;
  if (listener_ < 0 || ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener_, 64) != 0 || ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("a proxy cannot listen");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

TcpProxy::~TcpProxy() {
  stopping_ = true;
  thread_.join();
  ::close(listener_);
}

void TcpProxy::accept_one() {
  const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = loopback(target_port_);
  if (client >= 0 && ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    pairs_.emplace_back(client, server);
    return;
  }
  if (client >= 0) ::close(client);
  ::close(server);
}

void TcpProxy::run() {
  while (!stopping_) {
    std::vector<pollfd> polled{{listener_, POLLIN, 0}};
    const bool cut = cut_;
    for (const auto& pair : pairs_) {
      const short events = cut ? 0 : POLLIN;
      polled.push_back({cut ? -1 : pair.client, events, 0});
      polled.push_back({cut ? -1 : pair.server, events, 0});
    }
    ::poll(polled.data(), polled.size(), kTickMs);
    std::size_t at = 1;
    for (auto pair = pairs_.begin(); pair != pairs_.end(); at += 2) {
      const bool up = polled[at].revents == 0 || pass_on(pair->client, pair->server);
      const bool down = polled[at + 1].revents == 0 || pass_on(pair->server, pair->client);
      pair = up && down ? std::next(pair) : pairs_.erase(pair);
    }
    if (reset_.exchange(false)) pairs_.clear();
    if (polled[0].revents != 0) accept_one();
  }
}

}  // namespace zato::test
