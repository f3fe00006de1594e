// zato-supervise DIRECTORY PROGRAM [ARGUMENTS…]: keeps the main process of one component alive. `zato start` runs it
// detached, in the component's directory; where systemd or a container supervises, `zato start --fg` does without it.
//
// The first start must succeed, or this process ends with the program's exit code. Later deaths are answered by a new
// start (see Backoff). A program that ends with 0 was told to end, and so ends this process. TERM and INT are passed
// on.
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>

#include "base/clock.hpp"
#include "process/backoff.hpp"
#include "process/exit_codes.hpp"
#include "process/notify.hpp"
#include "process/pidfd.hpp"
#include "process/signal_queue.hpp"
#include "process/spawn.hpp"
#include "process/supervise_lock.hpp"

namespace zato::supervise {
namespace {

using base::Monotonic;
using base::MonotonicTime;
using namespace std::chrono_literals;

constexpr auto kSlice = 100ms;       // how long a signal may wait while the program is starting
constexpr auto kBootPatience = 24h;  // `zato start` has its own, shorter one

// Goes to logs/console.log, where standard error leads.
void say(const std::string& text) {
  fmt::print(stderr, "{} zato-supervise {} - {}\n", base::iso_utc_now(), ::getpid(), text);
}

class Keeper {
 public:
  Keeper(std::vector<std::string> argv, process::SignalQueue signals, process::Notifier notifier)
      : argv_(std::move(argv)), signals_(std::move(signals)), notifier_(std::move(notifier)) {}

  int run() {
    while (true) {
      const auto started = Monotonic::now();
      const int code = live_once();
      if (stopping_ || code == process::kExitOk || code == process::kExitAlreadyRunning || !was_ready_) return code;
      const auto lived = ready_at_ == MonotonicTime{} ? Monotonic::duration::zero() : Monotonic::now() - ready_at_;
      const auto next = backoff_.next_start(started, lived, Monotonic::now());
      say(fmt::format("{} {}; starting it again", argv_[0], ending_));
      while (Monotonic::now() < next) {
        wait_for_signal(std::chrono::ceil<std::chrono::milliseconds>(next - Monotonic::now()), -1);
        if (stopping_) return process::kExitOk;
      }
    }
  }

 private:
  // One life of the program, from its start to its end: its exit code, 128 + signal when it was killed.
  int live_once() {
    ready_at_ = {};
    auto listener = process::ReadyListener::create();
    if (!listener) return failed_to_start(listener.error().text());
    auto pid = process::spawn({.argv = argv_, .env = {{"NOTIFY_SOCKET", listener->env_value()}}});
    if (!pid) return failed_to_start(pid.error().text());
    pid_ = *pid;
    if (auto ended = wait_ready(*listener)) return *ended;
    return wait_end();
  }

  int failed_to_start(const std::string& why) {
    ending_ = "could not be started: " + why;
    notifier_.status(why);
    return process::kExitNoProgram;
  }

  // Nothing once it is ready.
  std::optional<int> wait_ready(process::ReadyListener& listener) {
    const auto give_up = Monotonic::now() + kBootPatience;
    while (Monotonic::now() < give_up) {
      const auto outcome = listener.wait(pid_, Monotonic::now() + kSlice);
      if (outcome.result == process::ReadyListener::Result::kExited) {
        if (!outcome.status.empty()) notifier_.status(outcome.status);
        return end_of(outcome.exit);
      }
      if (outcome.result == process::ReadyListener::Result::kReady) {
        ready_at_ = Monotonic::now();
        was_ready_ = true;
        notifier_.ready(outcome.status);
        return std::nullopt;
      }
      wait_for_signal(0ms, -1);
    }
    return std::nullopt;
  }

  int wait_end() {
    const auto handle = process::open_process(pid_);
    while (true) {
      if (auto exit = process::try_wait(pid_)) return end_of(*exit);
      wait_for_signal(1h, handle.get());
    }
  }

  int end_of(const process::ExitStatus& exit) {
    pid_ = 0;
    ending_ = exit.text();
    return exit.signal != 0 ? 128 + exit.signal : exit.code;
  }

  // Until a signal came, `fd` (if any) is readable or `patience` is over.
  void wait_for_signal(std::chrono::milliseconds patience, int fd) {
    pollfd items[] = {{.fd = signals_.fd(), .events = POLLIN, .revents = 0},
                      {.fd = fd, .events = POLLIN, .revents = 0}};
    ::poll(items, 2, static_cast<int>(patience.count()));
    while (auto signal = signals_.next()) {
      stopping_ = true;
      if (pid_ > 0) ::kill(pid_, *signal);
    }
  }

  std::vector<std::string> argv_;
  process::SignalQueue signals_;
  process::Notifier notifier_;
  process::Backoff backoff_;
  pid_t pid_ = 0;
  MonotonicTime ready_at_{};
  bool was_ready_ = false;  // at least once
  bool stopping_ = false;
  std::string ending_;
};

int main_of(const std::vector<std::string>& arguments) {
  if (arguments.size() < 2) {
    fmt::print(stderr, "Usage: zato-supervise DIRECTORY PROGRAM [ARGUMENTS]; zato start runs it\n");
    return process::kExitUsage;
  }
  auto lock = process::SuperviseLock::acquire(arguments[0]);
  if (!lock) {
    say(lock.error().text());
    return process::kExitAlreadyRunning;
  }
  auto signals = process::SignalQueue::create({SIGTERM, SIGINT});
  if (!signals) {
    say(signals.error().text());
    return process::kExitNoProgram;
  }
  ::signal(SIGHUP, SIG_IGN);
  Keeper keeper({arguments.begin() + 1, arguments.end()}, std::move(*signals), process::Notifier::from_environment());
  return keeper.run();
}

}  // namespace
}  // namespace zato::supervise

int main(int argc, char** argv) { return zato::supervise::main_of({argv + 1, argv + argc}); }
