// What Address- and ThreadSanitizer must be told when a fiber is switched to. Empty in ordinary builds. Used by fiber.cpp.
// All of it is inlined by force: ThreadSanitizer counts function entries and exits per fiber, so no call may begin on one side
// of a switch and end on the other.
#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#define ZATO_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ZATO_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define ZATO_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define ZATO_TSAN 1
#endif
#endif

#ifdef ZATO_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef ZATO_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace zato::rt {

constexpr bool sanitized() {
#if defined(ZATO_ASAN) || defined(ZATO_TSAN)
  return true;
#else
  return false;
#endif
}

inline void unpoison_stack([[maybe_unused]] void* bottom, [[maybe_unused]] std::size_t size) {
#ifdef ZATO_ASAN
  ASAN_UNPOISON_MEMORY_REGION(bottom, size);
#endif
}

// The sanitizers' view of one switch from the loop's stack into a fiber and back. One per fiber.
class SwitchNotes {
 public:
  // Loop's side, around the switch into the fiber whose stack is given.
  [[gnu::always_inline]] inline void before_resume([[maybe_unused]] const void* bottom, [[maybe_unused]] std::size_t size) {
#ifdef ZATO_ASAN
    __sanitizer_start_switch_fiber(&loop_fake_stack_, bottom, size);
#endif
#ifdef ZATO_TSAN
    if (!tsan_fiber_) tsan_fiber_ = __tsan_create_fiber(0);
    tsan_loop_ = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(tsan_fiber_, 0);
#endif
  }
  [[gnu::always_inline]] inline void after_resume() {
#ifdef ZATO_ASAN
    __sanitizer_finish_switch_fiber(loop_fake_stack_, nullptr, nullptr);
#endif
  }

  // Fiber's side: first thing when it runs, around each suspension, last thing before it ends.
  [[gnu::always_inline]] inline void entered() {
#ifdef ZATO_ASAN
    __sanitizer_finish_switch_fiber(nullptr, &loop_bottom_, &loop_size_);
#endif
  }
  [[gnu::always_inline]] inline void before_suspend() {
#ifdef ZATO_ASAN
    __sanitizer_start_switch_fiber(&fiber_fake_stack_, loop_bottom_, loop_size_);
#endif
#ifdef ZATO_TSAN
    __tsan_switch_to_fiber(tsan_loop_, 0);
#endif
  }
  [[gnu::always_inline]] inline void after_suspend() {
#ifdef ZATO_ASAN
    __sanitizer_finish_switch_fiber(fiber_fake_stack_, &loop_bottom_, &loop_size_);
#endif
  }
  [[gnu::always_inline]] inline void before_end() {
#ifdef ZATO_ASAN
    __sanitizer_start_switch_fiber(nullptr, loop_bottom_, loop_size_);
#endif
#ifdef ZATO_TSAN
    __tsan_switch_to_fiber(tsan_loop_, 0);
#endif
  }

#ifdef ZATO_TSAN
  ~SwitchNotes() {
    if (tsan_fiber_) __tsan_destroy_fiber(tsan_fiber_);
  }
#endif

 private:
#ifdef ZATO_ASAN
  void* loop_fake_stack_ = nullptr;
  void* fiber_fake_stack_ = nullptr;
  const void* loop_bottom_ = nullptr;
  std::size_t loop_size_ = 0;
#endif
#ifdef ZATO_TSAN
  void* tsan_fiber_ = nullptr;
  void* tsan_loop_ = nullptr;
#endif
};

}  // namespace zato::rt
