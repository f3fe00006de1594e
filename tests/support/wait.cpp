#include "support/wait.hpp"

#include <thread>

#include <poll.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ZATO_TEST_SLOWNESS 4
#else
#define ZATO_TEST_SLOWNESS 1
#endif

namespace zato::test {

namespace {

constexpr Millis kPollInterval = 5ms;

void pause() { ::poll(nullptr, 0, static_cast<int>(kPollInterval.count())); }

}  // namespace

int slowness() { return ZATO_TEST_SLOWNESS; }

bool eventually(Millis within, const std::function<bool()>& condition) {
  const auto deadline = Clock::now() + within * slowness();
  while (!condition()) {
    if (Clock::now() >= deadline) return false;
    pause();
  }
  return true;
}

void wait_until(std::string_view what, Millis within, const std::function<bool()>& condition,
                const std::function<std::string()>& detail) {
  if (eventually(within, condition)) return;
  std::string message = std::string(what) + ": not within " + std::to_string((within * slowness()).count()) + " ms";
  if (detail) message += "; " + detail();
  throw WaitTimeout(message);
}

bool holds_for(Millis span, const std::function<bool()>& condition) {
  const auto end = Clock::now() + span;
  do {
    if (!condition()) return false;
    pause();
  } while (Clock::now() < end);
  return true;
}

void let_last(std::chrono::microseconds span) { std::this_thread::sleep_for(span); }

}  // namespace zato::test
