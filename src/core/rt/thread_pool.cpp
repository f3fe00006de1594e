#include "rt/thread_pool.hpp"

#include <pthread.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "rt/event.hpp"

namespace zato::rt {
namespace {

struct Job {
  std::function<void()> task;
  std::exception_ptr failure;
  Event done;
};

constexpr auto kIdle = std::chrono::seconds(60);

}  // namespace

struct ThreadPool::State {
  std::string name;
  std::size_t threads;
  std::size_t queue_limit;

  mutable std::mutex mutex;  // guards all below
  std::vector<std::condition_variable*> waiting;  // threads without work that nobody has called yet
  std::condition_variable ended;
  std::deque<std::shared_ptr<Job>> queue;
  std::size_t alive = 0;
  std::size_t idle = 0;  // without work, also those that were called and are not awake yet
  std::size_t running = 0;
  bool stopping = false;

  // Called with the mutex held. False when the system is out of threads: those that live will come to the work.
  static bool add_thread(const std::shared_ptr<State>& state) {
    try {
      std::thread thread([state] { state->serve(); });
      ::pthread_setname_np(thread.native_handle(), state->name.substr(0, 15).c_str());
      thread.detach();
    } catch (const std::system_error&) {
      return false;
    }
    ++state->alive;
    return true;
  }

  // Called with the mutex held. The one that has waited the shortest: its memory is the warmest, and the others come to the
  // end of their idleness.
  void call_one() {
    if (waiting.empty()) return;  // who was called or runs looks for more
    waiting.back()->notify_one();
    waiting.pop_back();
  }

  bool wait_for_work(std::unique_lock<std::mutex>& lock) {
    std::condition_variable called;
    const auto end = std::chrono::steady_clock::now() + kIdle;
    auto status = std::cv_status::no_timeout;
    while (queue.empty() && !stopping && status == std::cv_status::no_timeout) {
      waiting.push_back(&called);
      ++idle;
      status = called.wait_until(lock, end);
      --idle;
      std::erase(waiting, &called);
    }
    return !queue.empty();
  }

  void serve() {
    std::unique_lock lock(mutex);
    while (wait_for_work(lock)) {
      const auto job = std::move(queue.front());
      queue.pop_front();
      ++running;
      lock.unlock();
      try {
        job->task();
      } catch (...) {
        job->failure = std::current_exception();
      }
      lock.lock();
      --running;
      job->done.set();
      if (alive > threads) break;  // it was one beyond the limit, for a call of the kind kTaskOfThisPool
    }
    --alive;
    ended.notify_all();
  }
};

ThreadPool::ThreadPool(std::string name, std::size_t threads, std::size_t queue_limit) : state_(std::make_shared<State>()) {
  state_->name = std::move(name);
  state_->threads = threads;
  state_->queue_limit = queue_limit;
}

ThreadPool::~ThreadPool() {
  std::unique_lock lock(state_->mutex);
  state_->stopping = true;
  for (auto* one : state_->waiting) one->notify_one();
  state_->ended.wait(lock, [&] { return state_->alive == 0; });
}

base::Result<void> ThreadPool::run(std::function<void()> task, Deadline deadline, Waiter waiter) {
  const auto job = std::make_shared<Job>();
  job->task = std::move(task);
  {
    const std::lock_guard lock(state_->mutex);
    const bool nested = waiter == Waiter::kTaskOfThisPool;
    if (!nested && state_->running + state_->queue.size() >= state_->threads + state_->queue_limit) {
      return base::fail(base::Code::kResourceExhausted, "pool " + state_->name + " is full: " + std::to_string(state_->threads) +
                                                            " threads run and " + std::to_string(state_->queue.size()) + " calls wait");
    }
    const auto place = state_->queue.insert(nested ? state_->queue.begin() : state_->queue.end(), job);
    const bool wants_thread = state_->queue.size() > state_->idle && (nested || state_->alive < state_->threads);
    if (wants_thread && !State::add_thread(state_) && (nested || state_->alive == 0)) {
      state_->queue.erase(place);
      return base::fail(base::Code::kResourceExhausted, "pool " + state_->name + ": the system gives no more threads");
    }
    state_->call_one();
  }
  if (!job->done.wait(deadline)) return base::fail(base::Code::kTimeout, "pool " + state_->name + ": no answer in time");
  if (job->failure) std::rethrow_exception(job->failure);
  return {};
}

std::size_t ThreadPool::running() const {
  const std::lock_guard lock(state_->mutex);
  return state_->running;
}

std::size_t ThreadPool::queued() const {
  const std::lock_guard lock(state_->mutex);
  return state_->queue.size();
}

}  // namespace zato::rt
