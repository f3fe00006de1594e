// A Server on a real loop with clients over socket pairs, all in this thread. Used by the server's tests.
#pragma once

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <array>
#include <functional>
#include <memory>
#include <string>

#include "http/server.hpp"
#include "rt/event.hpp"
#include "rt/loop.hpp"
#include "rt/stream.hpp"

namespace zato::http {

using namespace std::chrono_literals;

// Deadlines short enough for a test, long enough for a busy machine.
inline ServerOptions quick_options() {
  ServerOptions options;
  options.idle_timeout = 30s;
  options.header_timeout = 30s;
  options.body_window = 30s;
  options.write_timeout = 30s;
  options.linger = 30s;
  options.drain_grace = 0ms;
  options.sweep_interval = 5ms;
  return options;
}

class Peer {
 public:
  explicit Peer(std::unique_ptr<rt::SocketStream> stream) : stream_(std::move(stream)) {}

  void send(std::string_view bytes) { EXPECT_TRUE(stream_->write_all(bytes, soon())); }
  void finish_sending() { stream_->shutdown_write(); }
  void hang_up() { stream_->close(); }
  bool has_bytes() const { return !stream_->is_quiet(); }

  // One response: head and, unless told otherwise, as many bytes as its Content-Length says.
  std::string response(bool has_body = true) {
    while (seen_.find("\r\n\r\n") == std::string::npos)
      if (!read()) return std::exchange(seen_, "");
    const std::size_t head = seen_.find("\r\n\r\n") + 4;
    const std::size_t field = seen_.find("Content-Length: ");
    const std::size_t body = has_body && field < head ? std::stoul(seen_.substr(field + 16)) : 0;
    while (seen_.size() < head + body)
      if (!read()) break;
    std::string one = seen_.substr(0, head + body);
    seen_.erase(0, head + body);
    return one;
  }

  // All that comes until the server ends the connection.
  std::string rest() {
    while (read()) continue;
    return std::exchange(seen_, "");
  }

 private:
  static rt::Deadline soon() { return rt::Deadline::after(20s); }

  bool read() {
    std::array<char, 65536> block;
    const auto n = stream_->read_some(block, soon());
    EXPECT_TRUE(n || n.error().code != base::Code::kTimeout) << "the server says nothing";
    if (!n || *n == 0) return false;
    seen_.append(block.data(), *n);
    return true;
  }

  std::unique_ptr<rt::SocketStream> stream_;
  std::string seen_;
};

// Echoes method, path and body; "/throw" and the like do what they say.
void answer(Request& request, Response& response);

class ServerTest : public testing::Test {
 protected:
  // `body` runs on a fiber with a server at its side; connections are cut when it returns.
  void with_server(const ServerOptions& options, const std::function<void()>& body,
                   std::vector<Observer*> observers = {}) {
    rt::Loop loop;
    loop_ = &loop;
    loop.spawn([&] {
      server_ = std::make_unique<Server>(loop, options, handler_, std::move(observers));
      body();
      server_.reset();
      loop.stop();
    });
    loop.run();
  }

  Peer connect() {
    int fds[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    server_->add(std::make_unique<rt::SocketStream>(*loop_, base::UniqueFd(fds[0])));
    return Peer(std::make_unique<rt::SocketStream>(*loop_, base::UniqueFd(fds[1])));
  }

  // Lets the loop work until `condition` holds.
  void wait_until(const std::function<bool()>& condition) {
    const auto deadline = rt::Deadline::after(20s);
    while (!condition() && !deadline.expired()) rt::sleep_for(1ms);
    EXPECT_TRUE(condition());
  }

  rt::Loop* loop_ = nullptr;
  std::unique_ptr<Server> server_;
  Handler handler_ = answer;
};

}  // namespace zato::http
