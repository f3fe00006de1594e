// What a process works on at this moment, in memory that its parent can read when it is dead: one note for each thread
// that runs something on behalf of somebody, and for each call that is elsewhere. Writing is a copy of two short texts.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zato::base {

enum class WorkPlace : std::uint8_t { kNone, kLoop, kThread, kCpu, kPython };

// One writer at a time. Whoever reads while it is written may see a mixture; of a process that is dead there is none.
struct alignas(64) WorkNote {
  std::atomic<WorkPlace> place{WorkPlace::kNone};  // kNone: nothing is worked on
  std::uint8_t name_size = 0;
  std::uint8_t cid_size = 0;
  std::int32_t thread = 0;  // as the kernel numbers it; 0: no particular one
  char name[128] = {};
  char cid[48] = {};

  void write(WorkPlace at, std::string_view service, std::string_view id) noexcept {
    place.store(WorkPlace::kNone, std::memory_order_relaxed);
    name_size = copy(name, sizeof(name), service);
    cid_size = copy(cid, sizeof(cid), id);
    place.store(at, std::memory_order_release);
  }
  void clear() noexcept { place.store(WorkPlace::kNone, std::memory_order_relaxed); }

  std::string_view service() const noexcept { return {name, std::min<std::size_t>(name_size, sizeof(name))}; }
  std::string_view call() const noexcept { return {cid, std::min<std::size_t>(cid_size, sizeof(cid))}; }

 private:
  static std::uint8_t copy(char* to, std::size_t room, std::string_view text) noexcept {
    const auto size = std::min(text.size(), room);
    std::memcpy(to, text.data(), size);
    return static_cast<std::uint8_t>(size);
  }
};
static_assert(std::atomic<WorkPlace>::is_always_lock_free);

// The notes of one process. Who finds none free works without.
class WorkNotes {
 public:
  WorkNotes() = default;
  explicit WorkNotes(std::span<WorkNote> notes) {
    for (auto& note : notes) free_.push_back(&note);
    std::ranges::reverse(free_);
  }
  WorkNotes(const WorkNotes&) = delete;
  WorkNotes& operator=(const WorkNotes&) = delete;

  WorkNote* take() {  // any thread; null when there is none
    const std::lock_guard lock(mutex_);
    if (free_.empty()) return nullptr;
    WorkNote* note = free_.back();
    free_.pop_back();
    return note;
  }
  void give_back(WorkNote* note) {  // null: nothing
    if (!note) return;
    note->clear();
    note->thread = 0;
    const std::lock_guard lock(mutex_);
    free_.push_back(note);
  }

 private:
  std::mutex mutex_;  // guards free_
  std::vector<WorkNote*> free_;
};

}  // namespace zato::base
