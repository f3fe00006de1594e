// How a fiber or a thread waits for a descriptor. Shared by streams and acceptors inside rt.
#pragma once

#include <poll.h>

#include <cerrno>
#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "rt/fiber.hpp"
#include "rt/loop.hpp"

namespace zato::rt {

// One direction of a descriptor: at most one fiber or one callback waits for it.
struct Side {
  bool armed = false;          // Asio holds a wait of ours; it may outlive the fiber that gave up at its deadline
  std::uint64_t wait_id = 0;   // tells a late timer that its wait is over
  Fiber* fiber = nullptr;
  bool timed_out = false;
  std::function<void()> callback;
};

class SocketState : public std::enable_shared_from_this<SocketState> {
 public:
  using Descriptor = boost::asio::posix::stream_descriptor;

  SocketState(Loop* loop, base::UniqueFd fd) : fd_(fd.get()) {
    if (loop) {
      descriptor_.emplace(loop->io(), fd.release());
      descriptor_->non_blocking(true);
    } else {
      owned_ = std::move(fd);
    }
  }

  int fd() const noexcept { return fd_; }
  bool closed() const noexcept { return closed_; }

  base::Result<void> wait_readable(Deadline deadline) { return wait(reading_, Descriptor::wait_read, POLLIN, deadline); }
  base::Result<void> wait_writable(Deadline deadline) { return wait(writing_, Descriptor::wait_write, POLLOUT, deadline); }

  void when_readable(std::function<void()> ready) {
    reading_.callback = std::move(ready);
    if (closed_) return wake(reading_);
    arm(reading_, Descriptor::wait_read);
  }

  void close() noexcept {
    if (closed_) return;
    closed_ = true;
    if (descriptor_) {
      boost::system::error_code ignored;
      descriptor_->close(ignored);  // pending waits complete with operation_aborted and wake whoever waits
    } else {
      owned_.reset();
    }
  }

  void forget_callbacks() noexcept {
    reading_.callback = nullptr;
    writing_.callback = nullptr;
  }

 private:
  static void wake(Side& side) {
    ++side.wait_id;
    if (Fiber* fiber = std::exchange(side.fiber, nullptr)) return fiber->resume();
    if (const auto callback = std::exchange(side.callback, nullptr)) callback();
  }

  void arm(Side& side, Descriptor::wait_type type) {
    if (std::exchange(side.armed, true)) return;
    descriptor_->async_wait(type, [self = shared_from_this(), &side](const boost::system::error_code&) {
      side.armed = false;
      wake(side);
    });
  }

  base::Result<void> wait(Side& side, Descriptor::wait_type type, short poll_events, Deadline deadline) {
    if (closed_) return base::fail(base::Code::kCancelled, "the stream was closed");
    if (!on_fiber()) return wait_on_thread(poll_events, deadline);

    side.fiber = Fiber::current();
    side.timed_out = false;
    arm(side, type);
    std::optional<boost::asio::steady_timer> timer;
    if (!deadline.is_never()) {
      timer.emplace(descriptor_->get_executor(), deadline.at());
      timer->async_wait([self = shared_from_this(), &side, mine = side.wait_id](const boost::system::error_code&) {
        if (side.wait_id != mine) return;
        side.timed_out = true;
        wake(side);
      });
    }
    Fiber::current()->suspend();
    if (closed_) return base::fail(base::Code::kCancelled, "the stream was closed");
    if (side.timed_out) return base::fail(base::Code::kTimeout, "timed out");
    return {};
  }

  base::Result<void> wait_on_thread(short poll_events, Deadline deadline) const {
    while (true) {
      pollfd one{fd_, poll_events, 0};
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline.remaining());
      const int n = ::poll(&one, 1, deadline.is_never() ? -1 : static_cast<int>(std::min<std::int64_t>(left.count(), 1'000'000)));
      if (n > 0) return {};
      if (n == 0 && deadline.expired()) return base::fail(base::Code::kTimeout, "timed out");
      if (n < 0 && errno != EINTR) return base::fail(base::errno_error("cannot wait for the socket", errno));
    }
  }

  int fd_;
  base::UniqueFd owned_;                    // without a loop
  std::optional<Descriptor> descriptor_;    // with one
  bool closed_ = false;
  Side reading_;
  Side writing_;
};

}  // namespace zato::rt
