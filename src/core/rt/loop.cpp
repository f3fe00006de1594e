#include "rt/loop.hpp"

#include <sched.h>

#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/assert.hpp"
#include "rt/fiber.hpp"

namespace zato::rt {

namespace asio = boost::asio;

namespace {

thread_local Loop* t_loop = nullptr;

// How long a loop under load looks for the next event before it sleeps. Waking a sleeping processor costs the peer of a
// busy connection more than answering a small request costs us: measured, 10 to 50 us raise the rate of pings by a tenth.
constexpr std::chrono::microseconds kAlert{20};

}  // namespace

struct Loop::State {
  StackPool stacks;  // outlives the fibers
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  Fiber::Registry fibers;
};

Loop::Loop() : state_(std::make_unique<State>()) {}

Loop::~Loop() {
  // Unwinding a fiber runs destructors that may look for their loop.
  t_loop = this;
  while (!state_->fibers.empty()) state_->fibers.pop_front();
  t_loop = nullptr;
}

void Loop::run() {
  ZATO_ASSERT(t_loop == nullptr, "one loop per thread");
  t_loop = this;
  auto& io = state_->io;
  // Alert only while events follow each other closely: an idle process never spins, and one with neighbours gives way.
  for (bool busy = false; !io.stopped();) {
    const auto idle_since = base::Monotonic::now();
    std::size_t ran = io.poll();
    while (ran == 0 && busy && !io.stopped() && base::Monotonic::now() - idle_since < kAlert) {
      ::sched_yield();
      ran = io.poll();
    }
    if (ran > 0) continue;
    io.run_one();
    busy = base::Monotonic::now() - idle_since < 2 * kAlert;
  }
  io.restart();
  t_loop = nullptr;
}

void Loop::stop() { state_->io.stop(); }

void Loop::post(std::function<void()> task) { asio::post(state_->io, std::move(task)); }

void Loop::spawn(std::function<void()> body) {
  // Already between two handlers: no detour through the queue. That is the path of every HTTP request.
  if (t_loop == this && !on_fiber()) {
    Fiber::start(state_->fibers, state_->stacks, std::move(body));
    return;
  }
  asio::post(state_->io, [state = state_.get(), moved = std::move(body)]() mutable { Fiber::start(state->fibers, state->stacks, std::move(moved)); });
}

Loop* Loop::current() noexcept { return t_loop; }
std::size_t Loop::fibers() const noexcept { return state_->fibers.size(); }
asio::io_context& Loop::io() noexcept { return state_->io; }

bool on_fiber() noexcept { return Fiber::current() != nullptr; }

void sleep_for(base::Monotonic::duration duration) {
  Fiber* fiber = Fiber::current();
  if (!fiber) {
    std::this_thread::sleep_for(duration);
    return;
  }
  asio::steady_timer timer(Loop::current()->io(), duration);
  timer.async_wait([fiber](const boost::system::error_code& error) {
    if (!error) fiber->resume();  // cancelled only when the fiber is unwound
  });
  fiber->suspend();
}

void yield() {
  Fiber* fiber = Fiber::current();
  ZATO_ASSERT(fiber, "yield() needs a fiber");
  asio::post(Loop::current()->io(), [fiber] { fiber->resume(); });
  fiber->suspend();
}

struct Timer::State {
  explicit State(asio::io_context& io) : timer(io) {}
  asio::steady_timer timer;
  std::uint64_t generation = 0;  // a callback of an earlier start() may be queued already when the next one comes
  std::function<void()> task;
};

Timer::Timer(Loop& loop) : state_(std::make_shared<State>(loop.io())) {}
Timer::~Timer() { cancel(); }

void Timer::start(base::Monotonic::duration wait, std::function<void()> task) {
  cancel();
  state_->task = std::move(task);
  state_->timer.expires_after(wait);
  state_->timer.async_wait([state = state_, mine = state_->generation](const boost::system::error_code&) {
    if (state->generation != mine) return;
    ++state->generation;
    const auto due = std::move(state->task);
    due();
  });
}

void Timer::cancel() noexcept {
  ++state_->generation;
  state_->timer.cancel();
}

}  // namespace zato::rt
