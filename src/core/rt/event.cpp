#include "rt/event.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/scope_exit.hpp"
#include "rt/fiber.hpp"
#include "rt/loop.hpp"

namespace zato::rt {
namespace {

// A suspended fiber. The first of set() and the deadline to come by resumes it; both look on the loop thread only.
struct Waiter {
  Fiber* fiber;
  Loop* loop;
  bool woken = false;
  bool by_set = false;
};

}  // namespace

struct Event::State {
  mutable std::mutex mutex;  // guards all below
  bool set = false;
  std::condition_variable threads;
  std::vector<std::shared_ptr<Waiter>> fibers;
};

Event::Event() : state_(std::make_shared<State>()) {}
Event::~Event() = default;

bool Event::is_set() const noexcept {
  const std::lock_guard lock(state_->mutex);
  return state_->set;
}

void Event::reset() {
  const std::lock_guard lock(state_->mutex);
  state_->set = false;
}

void Event::set() {
  const auto state = state_;  // a woken thread may destroy the event before we leave
  std::vector<std::shared_ptr<Waiter>> waiting;
  {
    const std::lock_guard lock(state->mutex);
    state->set = true;
    waiting.swap(state->fibers);
    state->threads.notify_all();
  }
  for (auto& waiter : waiting) {
    boost::asio::post(waiter->loop->io(), [waiter] {
      if (std::exchange(waiter->woken, true)) return;
      waiter->by_set = true;  // also when reset() comes before the fiber runs
      waiter->fiber->resume();
    });
  }
}

namespace {

bool wait_on_thread(std::unique_lock<std::mutex>& lock, std::condition_variable& condition, const bool& set, Deadline deadline) {
  const auto is_set = [&] { return set; };
  if (deadline.is_never()) {
    condition.wait(lock, is_set);
    return true;
  }
  return condition.wait_until(lock, deadline.at(), is_set);
}

}  // namespace

bool Event::wait(Deadline deadline) {
  const auto state = state_;
  std::unique_lock lock(state->mutex);
  if (state->set) return true;
  if (!on_fiber()) return wait_on_thread(lock, state->threads, state->set, deadline);

  auto waiter = std::make_shared<Waiter>(Waiter{Fiber::current(), Loop::current()});
  state->fibers.push_back(waiter);
  lock.unlock();

  boost::asio::steady_timer timer(waiter->loop->io());
  if (!deadline.is_never()) {
    timer.expires_at(deadline.at());
    timer.async_wait([waiter](const boost::system::error_code&) {
      if (!std::exchange(waiter->woken, true)) waiter->fiber->resume();
    });
  }
  {
    // Also when the fiber is unwound: a set() to come must not look for it.
    const base::ScopeExit forget([&] {
      lock.lock();
      std::erase(state->fibers, waiter);
    });
    waiter->fiber->suspend();
  }
  return waiter->by_set || state->set;
}

}  // namespace zato::rt
