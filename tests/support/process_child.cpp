// A small program that is parent and child of the process library, for unit tests with real processes.
//
//   process_child parent DIR       a supervisor of WORKERS workers and one keeper; limits from the environment (…_MS)
//   process_child worker|keeper DIR   behaves as DIR/worker or DIR/keeper says when it starts
//
// Every child appends "<name> <pid> <generation>" to DIR/started, every signal that it obeys to DIR/signals.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/file.hpp"
#include "base/text.hpp"
#include "log/log.hpp"
#include "process/child_link.hpp"
#include "process/component.hpp"
#include "process/exit_codes.hpp"
#include "process/exit_status.hpp"
#include "process/signal_queue.hpp"
#include "process/supervisor.hpp"

namespace {

using namespace zato;
namespace fs = std::filesystem;

int number(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::atoi(text);
}

std::chrono::milliseconds milliseconds(const char* name, int otherwise) {
  return std::chrono::milliseconds(number(name, otherwise));
}

void append_line(const fs::path& path, const std::string& line) {
  const base::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
  const std::string text = line + "\n";
  if (::write(fd.get(), text.data(), text.size()) < 0) std::abort();
}

int run_parent(const fs::path& directory) {
  auto lock = process::ComponentLock::acquire(directory);
  if (!lock) return process::kExitAlreadyRunning;
  const auto log = log::start({.file = directory / "parent.log", .level = log::Level::kInfo, .process = "parent"});
  if (!log) return 1;
  const std::string program = fs::read_symlink("/proc/self/exe");
  auto supervisor = process::Supervisor::create(
      {.roles =
           {{.name = "worker", .count = number("WORKERS", 2), .argv = {program, "worker", directory}, .scalable = true},
            {.name = "keeper", .argv = {program, "keeper", directory}, .overlaps = false}},
       .limits = {.boot = milliseconds("BOOT_MS", 60'000), .heartbeat = milliseconds("HEARTBEAT_MS", 30'000)},
       .graceful = milliseconds("GRACEFUL_MS", 30'000),
       .fast = milliseconds("FAST_MS", 2'000),
       .on_ready = [&] { append_line(directory / "ready", "ready"); }},
      process::Notifier::from_environment());
  const auto ended = (*supervisor)->run();
  if (ended) return process::kExitOk;
  std::fprintf(stderr, "%s\n", ended.error().text().c_str());
  return process::kExitBootError;
}

[[noreturn, gnu::noinline]] void spin_for_ever() {
  volatile unsigned long turns = 0;
  while (true) turns = turns + 1;
}

[[noreturn, gnu::noinline]] void lock_twice() {
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  ::pthread_mutex_lock(&mutex);
  ::pthread_mutex_lock(&mutex);
  std::abort();
}

[[gnu::noinline]] void write_through_null() {
  volatile int* volatile nowhere = nullptr;
  *nowhere = 1;
}

int serve(process::ChildLink& link, const fs::path& directory, process::SignalQueue& signals, bool deaf) {
  const int interval = link.beat_interval().count() > 0 ? static_cast<int>(link.beat_interval().count()) : -1;
  while (true) {
    pollfd items[] = {{.fd = signals.fd(), .events = POLLIN, .revents = 0},
                      {.fd = link.parent_death_fd(), .events = POLLIN, .revents = 0}};
    ::poll(items, 2, interval);
    link.beat();
    if (items[1].revents != 0 && !deaf) return 0;
    while (const auto signal = signals.next()) {
      append_line(directory / "signals", link.name() + " " + process::signal_name(*signal));
      if (*signal != SIGUSR1 && !deaf) return 0;
    }
    if (items[1].revents != 0) spin_for_ever();
  }
}

int run_child(const fs::path& directory) {
  auto link = process::ChildLink::from_environment();
  if (!link) return process::kExitUsage;
  auto signals = process::SignalQueue::create({SIGTERM, SIGINT, SIGUSR1, SIGUSR2});
  append_line(directory / "started",
              link->name() + " " + std::to_string(::getpid()) + " " + std::to_string(link->heritage().generation));
  const std::string behaviour(base::trim(base::read_file(directory / link->heritage().role).value_or("serve")));
  if (behaviour == "boot error") return link->report_boot_error("server.conf:7: no such thing");
  if (behaviour == "die at once") return 1;
  if (behaviour == "never ready") return serve(*link, directory, *signals, false);
  link->report_ready();
  if (behaviour == "spin") spin_for_ever();
  if (behaviour == "crash") write_through_null();
  if (behaviour == "abort") std::abort();
  if (behaviour == "deadlock") lock_twice();
  if (behaviour == "die when ready") return 1;
  return serve(*link, directory, *signals, behaviour == "deaf");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return process::kExitUsage;
  const std::string what = argv[1];
  return what == "parent" ? run_parent(argv[2]) : run_child(argv[2]);
}
