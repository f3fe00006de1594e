#include "rt/stream.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "rt/socket_state.hpp"

namespace zato::rt {

struct SocketStream::State : SocketState {
  using SocketState::SocketState;
};

SocketStream::SocketStream(Loop& loop, base::UniqueFd connected) : state_(std::make_shared<State>(&loop, std::move(connected))) {}

SocketStream::SocketStream(base::UniqueFd connected) {
  ::fcntl(connected.get(), F_SETFL, ::fcntl(connected.get(), F_GETFL) | O_NONBLOCK);
  state_ = std::make_shared<State>(nullptr, std::move(connected));
}

SocketStream::~SocketStream() {
  state_->forget_callbacks();
  state_->close();
}

base::Result<std::size_t> SocketStream::read_some(std::span<char> into, Deadline deadline) {
  while (true) {
    if (state_->closed()) return base::fail(base::Code::kCancelled, "the stream was closed");
    const ssize_t n = ::recv(state_->fd(), into.data(), into.size(), 0);
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return base::fail(base::errno_error("cannot read", errno));
    ZATO_CHECK(state_->wait_readable(deadline));
  }
}

base::Result<void> SocketStream::write_all(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    if (state_->closed()) return base::fail(base::Code::kCancelled, "the stream was closed");
    const ssize_t n = ::send(state_->fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return base::fail(base::errno_error("cannot write", errno));
    ZATO_CHECK(state_->wait_writable(deadline));
  }
  return {};
}

void SocketStream::when_readable(std::function<void()> ready) { state_->when_readable(std::move(ready)); }
bool SocketStream::is_quiet() noexcept {
  char byte;
  return !state_->closed() && ::recv(state_->fd(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

void SocketStream::close() noexcept { state_->close(); }
void SocketStream::shutdown_write() noexcept { ::shutdown(state_->fd(), SHUT_WR); }
int SocketStream::fd() const noexcept { return state_->fd(); }
base::Result<void> SocketStream::wait_writable(Deadline deadline) { return state_->wait_writable(deadline); }

std::string SocketStream::peer_address() const {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (::getpeername(state_->fd(), reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
  char text[INET6_ADDRSTRLEN] = {};
  if (address.ss_family == AF_INET) ::inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in&>(address).sin_addr, text, sizeof(text));
  if (address.ss_family == AF_INET6) ::inet_ntop(AF_INET6, &reinterpret_cast<sockaddr_in6&>(address).sin6_addr, text, sizeof(text));
  return text;
}

struct Acceptor::State : SocketState {
  State(Loop& loop_given, base::UniqueFd fd) : SocketState(&loop_given, std::move(fd)), loop(loop_given), pause(loop_given) {}
  Loop& loop;
  Timer pause;
  std::function<void(std::unique_ptr<SocketStream>)> accepted;

  void wait() {
    when_readable([this] { accept_some(); });
  }

  void accept_some() {
    // A few at a time: with several workers on one port each gets its share of a burst.
    for (int i = 0; i < 16 && !closed(); ++i) {
      base::UniqueFd one(::accept4(fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
      if (!one) {
        const bool exhausted = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
        if (exhausted) return pause.start(std::chrono::milliseconds(100), [this] { wait(); });
        if (errno == EAGAIN) break;
        continue;  // the peer gave up meanwhile
      }
      const int on = 1;
      ::setsockopt(one.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      accepted(std::make_unique<SocketStream>(loop, std::move(one)));
    }
    if (!closed()) wait();
  }
};

Acceptor::Acceptor(Loop& loop, base::UniqueFd listening) : state_(std::make_shared<State>(loop, std::move(listening))) {}
Acceptor::~Acceptor() { stop(); }

void Acceptor::start(std::function<void(std::unique_ptr<SocketStream>)> accepted) {
  state_->accepted = std::move(accepted);
  state_->wait();
}

void Acceptor::stop() noexcept {
  state_->forget_callbacks();
  state_->pause.cancel();
  state_->close();
}

std::uint16_t Acceptor::port() const {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (::getsockname(state_->fd(), reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<sockaddr_in&>(address).sin_port);
  return ntohs(reinterpret_cast<sockaddr_in6&>(address).sin6_port);
}

}  // namespace zato::rt
