#include "process/last_signals.hpp"

#include <execinfo.h>
#include <sys/socket.h>
#include <time.h>

#include <cerrno>
#include <cstddef>

#include "process/link_message.hpp"

namespace zato::process {
namespace {

constexpr std::size_t kHandlerStack = 64 * 1024;  // unwinding needs about 10 KB, a fiber's stack may have less left

// Written once by install_last_signals, read by handlers.
int g_link = -1;
timer_t g_last_second{};
alignas(16) char g_stack[kHandlerStack];

void on_parent_died(int) {
  const int saved = errno;
  const itimerspec in_a_second{.it_interval = {}, .it_value = {.tv_sec = 1, .tv_nsec = 0}};
  ::timer_settime(g_last_second, 0, &in_a_second, nullptr);
  errno = saved;
}

void on_dump_stack(int) {
  const int saved = errno;
  void* frames[kMaxFrames];
  const int count = ::backtrace(frames, kMaxFrames);
  StackPacket packet;
  for (int i = 0; i < count; ++i) packet.addresses[i] = reinterpret_cast<std::uintptr_t>(frames[i]);
  const std::size_t size = offsetof(StackPacket, addresses) + static_cast<std::size_t>(count) * sizeof(std::uintptr_t);
  ::send(g_link, &packet, size, MSG_DONTWAIT | MSG_NOSIGNAL);
  errno = saved;
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

void install_last_signals(int link) {
  g_link = link;
  // The first backtrace() loads a library, which is not allowed in a handler.
  void* frame = nullptr;
  ::backtrace(&frame, 1);
  const stack_t stack{.ss_sp = g_stack, .ss_flags = 0, .ss_size = sizeof(g_stack)};
  ::sigaltstack(&stack, nullptr);
  // A timer made now and armed in the handler: SIGKILL cannot be blocked, and no event loop has to turn for it.
  sigevent kill{};
  kill.sigev_notify = SIGEV_SIGNAL;
  kill.sigev_signo = SIGKILL;
  if (::timer_create(CLOCK_MONOTONIC, &kill, &g_last_second) == 0) handle(parent_died_signal(), on_parent_died);
  handle(dump_stack_signal(), on_dump_stack);
}

}  // namespace zato::process
