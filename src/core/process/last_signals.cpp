#include "process/last_signals.hpp"

#include <execinfo.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <initializer_list>

#include "process/link_message.hpp"

namespace zato::process {
namespace {

constexpr std::size_t kHandlerStack = 64 * 1024;  // unwinding needs about 10 KB, a fiber's stack may have less left

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kReportCrashes = false;  // sanitizers report crashes themselves
#else
constexpr bool kReportCrashes = true;
#endif

// Written once by install_last_signals, read by handlers.
int g_link = -1;
timer_t g_last_second{};
alignas(16) char g_stack[kHandlerStack];

// SIGKILL to ourselves in a second, come what may: it cannot be blocked, and no event loop has to turn for it.
void die_in_a_second() {
  const itimerspec in_a_second{.it_interval = {}, .it_value = {.tv_sec = 1, .tv_nsec = 0}};
  ::timer_settime(g_last_second, 0, &in_a_second, nullptr);
}

[[gnu::noinline]] void send_stack(char kind) {
  void* frames[kMaxFrames];
  const int count = ::backtrace(frames, kMaxFrames);
  StackPacket packet;
  packet.kind = kind;
  packet.thread = ::gettid();
  for (int i = 0; i < count; ++i) packet.addresses[i] = reinterpret_cast<std::uintptr_t>(frames[i]);
  const std::size_t size = offsetof(StackPacket, addresses) + static_cast<std::size_t>(count) * sizeof(std::uintptr_t);
  ::send(g_link, &packet, size, MSG_DONTWAIT | MSG_NOSIGNAL);
}

void on_parent_died(int, siginfo_t*, void*) {
  const int saved = errno;
  die_in_a_second();
  errno = saved;
}

void on_dump_stack(int, siginfo_t*, void*) {
  const int saved = errno;
  send_stack(kLinkStack);
  errno = saved;
}

// The handler is reset by then: the fault happens again on return, now with its ordinary end (and its core file). A
// signal that somebody sent does not come back by itself.
void on_crash(int signal, siginfo_t* info, void*) {
  die_in_a_second();  // should the unwinder trip over what is broken
  send_stack(kLinkCrash);
  // Names are looked up by the parent in our memory map, which must exist for that moment.
  pollfd answer{.fd = g_link, .events = POLLIN, .revents = 0};
  ::poll(&answer, 1, 300);
  if (info->si_code <= 0) ::raise(signal);
}

void handle(int signal, void (*handler)(int, siginfo_t*, void*), int flags) {
  struct sigaction action {};
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | flags;
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
  sigevent kill{};
  kill.sigev_notify = SIGEV_SIGNAL;
  kill.sigev_signo = SIGKILL;
  if (::timer_create(CLOCK_MONOTONIC, &kill, &g_last_second) != 0) return;  // the default action ends us at once then
  handle(parent_died_signal(), on_parent_died, SA_RESTART);
  handle(dump_stack_signal(), on_dump_stack, SA_RESTART);
  if constexpr (kReportCrashes) {
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
      handle(signal, on_crash, SA_RESETHAND | SA_NODEFER);
  }
}

}  // namespace zato::process
