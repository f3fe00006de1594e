#include "support/fake_http.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cstdlib>
#include <stdexcept>

namespace zato::test {

namespace {

// How long a whole request is, once its head is complete; 0 before.
std::size_t request_size(const std::string& received) {
  const auto head = received.find("\r\n\r\n");
  if (head == std::string::npos) return 0;
  const auto length = received.find("Content-Length: ");
  const auto body = length < head ? std::strtoul(received.c_str() + length + 16, nullptr, 10) : 0;
  return head + 4 + body;
}

bool readable(int fd) {
  pollfd item{.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&item, 1, 20) > 0;
}

}  // namespace

FakeHttp::FakeHttp(Handler handler)
    : handler_(std::move(handler)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_.get(), generic, size) != 0 || ::listen(listener_.get(), 128) != 0 ||
      ::getsockname(listener_.get(), generic, &size) != 0)
    throw std::runtime_error("FakeHttp cannot listen");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::jthread([this] { accept_loop(); });
}

FakeHttp::~FakeHttp() {
  stopping_ = true;
  acceptor_.join();
}

void FakeHttp::accept_loop() {
  while (!stopping_) {
    if (!readable(listener_.get())) continue;
    const int socket = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    ++connections_;
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

void FakeHttp::serve(int socket) {
  const base::UniqueFd owner(socket);
  std::string received;
  while (!stopping_) {
    const std::size_t size = request_size(received);
    if (size != 0 && received.size() >= size) {
      const std::string reply = handler_(received.substr(0, size));
      received.erase(0, size);
      if (reply.empty() || ::send(socket, reply.data(), reply.size(), MSG_NOSIGNAL) < 0) return;
      continue;
    }
    if (!readable(socket)) continue;
    char bytes[4096];
    const auto got = ::recv(socket, bytes, sizeof(bytes), 0);
    if (got <= 0) return;
    received.append(bytes, static_cast<std::size_t>(got));
  }
}

std::string FakeHttp::answer(int status, const std::string& body, const std::string& extra_headers) {
  return "HTTP/1.1 " + std::to_string(status) + " Status\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         extra_headers + "\r\n" + body;
}

}  // namespace zato::test
