#include "server/thread_stack.hpp"

#include <execinfo.h>
#include <semaphore.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <span>

#include "process/symbols.hpp"

namespace zato::server {
namespace {

int dump_signal() { return SIGRTMIN + 7; }

// Written by the handler, read once it has posted.
std::array<void*, 64> g_frames;
volatile int g_count = 0;
sem_t g_taken;

void take_stack(int) {
  const int saved = errno;
  g_count = ::backtrace(g_frames.data(), static_cast<int>(g_frames.size()));
  ::sem_post(&g_taken);
  errno = saved;
}

}  // namespace

void prepare_stack_dumps() {
  ::sem_init(&g_taken, 0, 0);
  void* frame = nullptr;
  ::backtrace(&frame, 1);  // loads the unwinder, which must not happen inside a handler
  struct sigaction action {};
  action.sa_handler = take_stack;
  action.sa_flags = SA_RESTART | SA_ONSTACK;  // a fiber's stack may have little left
  ::sigaction(dump_signal(), &action, nullptr);
}

std::vector<std::string> stack_of(pthread_t thread, std::chrono::milliseconds patience) {
  while (::sem_trywait(&g_taken) == 0) {
  }  // an answer that came too late the last time
  if (::pthread_kill(thread, dump_signal()) != 0) return {};
  timespec until{};
  ::clock_gettime(CLOCK_REALTIME, &until);  // what sem_timedwait counts in
  const auto at = std::chrono::seconds(until.tv_sec) + std::chrono::nanoseconds(until.tv_nsec) + patience;
  until.tv_sec = std::chrono::duration_cast<std::chrono::seconds>(at).count();
  until.tv_nsec = (at - std::chrono::seconds(until.tv_sec)).count();
  while (::sem_timedwait(&g_taken, &until) != 0) {
    if (errno != EINTR) return {};
  }
  std::vector<std::uintptr_t> addresses;
  for (int i = 2; i < g_count; ++i) addresses.push_back(reinterpret_cast<std::uintptr_t>(g_frames[static_cast<std::size_t>(i)]));  // without handler and trampoline
  return process::describe_addresses(process::executable_mappings(::getpid()), addresses);
}

}  // namespace zato::server
