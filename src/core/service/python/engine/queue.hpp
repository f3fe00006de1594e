// What the loop (and whoever else) sends to the Python thread: calls, answers, files to load. The hub watches the
// descriptor; one wake-up carries all that gathered since the last one.
#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <variant>
#include <vector>

#include "base/unique_fd.hpp"
#include "service/python/engine.hpp"

namespace zato::service::python {

struct Answer {
  std::uint64_t ticket;
  zato::Outcome outcome;
};

struct RestAnswer {
  std::uint64_t ticket;
  zato::RestOutcome outcome;
};

struct Loading {
  std::filesystem::path file;
  Engine::Loaded loaded;
};

struct Preparing {
  Preparation preparation;
  Engine::Prepared prepared;
};

struct Activate {
  std::uint64_t view;
};
struct Forget {
  std::uint64_t view;
};

struct Ping {};  // of the watch
struct Stop {};

using Item = std::variant<std::shared_ptr<Job>, Answer, RestAnswer, std::shared_ptr<Loading>, std::shared_ptr<Preparing>,
                          Activate, Forget, Ping, Stop>;

class Queue {
 public:
  Queue() : wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

  int descriptor() const noexcept { return wake_.get(); }

  void push(Item item) {  // any thread
    bool first = false;
    {
      const std::lock_guard lock(mutex_);
      first = items_.empty();
      items_.push_back(std::move(item));
    }
    if (!first) return;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof one);
  }

  std::vector<Item> take() {  // Python's thread
    std::uint64_t count = 0;
    [[maybe_unused]] const auto read = ::read(wake_.get(), &count, sizeof count);
    std::vector<Item> items;
    const std::lock_guard lock(mutex_);
    items.swap(items_);
    return items;
  }

 private:
  base::UniqueFd wake_;
  std::mutex mutex_;  // guards items_
  std::vector<Item> items_;
};

}  // namespace zato::service::python
