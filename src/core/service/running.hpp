// Which call runs on a thread right now. Written by the invoker at each switch; read by the watchdog's thread, and, as a
// note (base/work_notes.hpp), by the parent when this process has died of it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "base/work_notes.hpp"
#include "service/stats.hpp"

namespace zato::service {

// A service and the id of its call, as a copy: who is interrupted may be gone before he would go on.
class Work {
 public:
  Work() = default;
  Work(const Stats* stats, std::string_view cid) noexcept
      : stats_(stats), size_(static_cast<std::uint8_t>(std::min(cid.size(), kCidSize))) {
    std::memcpy(cid_.data(), cid.data(), size_);
  }
  const Stats* stats() const noexcept { return stats_; }  // null: none
  std::string_view cid() const noexcept { return {cid_.data(), size_}; }

 private:
  static constexpr std::size_t kCidSize = sizeof(base::WorkNote::cid);

  const Stats* stats_ = nullptr;
  std::uint8_t size_ = 0;
  std::array<char, kCidSize> cid_;  // of which `size_` count
};

class Running {
 public:
  explicit Running(base::WorkPlace place = base::WorkPlace::kLoop) noexcept : place_(place) {}

  struct Turn {
    const Stats* service = nullptr;  // null: none runs
    std::uint64_t number = 0;        // the same number seen twice: nothing else has run in between
  };

  // Where to note it as well; may be null. Before the first turn, on the thread that it is about.
  void attach(base::WorkNote* note) noexcept {
    note_ = note;
    if (note_) note_->thread = ::gettid();
  }
  base::WorkNote* note() const noexcept { return note_; }

  // One thread. Returns what ran before, for the caller to put back.
  Work enter(const Work& work) noexcept {
    const Work before = now_;
    now_ = work;
    number_.store(number_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    service_.store(work.stats(), std::memory_order_release);
    if (note_) tell(work);
    return before;
  }

  Turn turn() const noexcept {  // any thread
    const Stats* service = service_.load(std::memory_order_acquire);
    return {service, number_.load(std::memory_order_relaxed)};
  }

 private:
  void tell(const Work& work) noexcept {
    if (work.stats())
      note_->write(place_, work.stats()->name(), work.cid());
    else
      note_->clear();
  }

  const base::WorkPlace place_;
  base::WorkNote* note_ = nullptr;
  Work now_;
  std::atomic<const Stats*> service_{nullptr};
  std::atomic<std::uint64_t> number_{0};
};

}  // namespace zato::service
