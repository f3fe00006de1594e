#include "process/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "log/log.hpp"
#include "process/last_signals.hpp"
#include "process/link_message.hpp"
#include "process/proc_fs.hpp"
#include "process/spawn.hpp"
#include "process/symbols.hpp"
#include "process/victim.hpp"

namespace zato::process {
namespace {

constexpr log::Logger kLog{"zato.supervisor"};

double seconds(base::Monotonic::duration duration) { return std::chrono::duration<double>(duration).count(); }

// Raising one's children's score needs no privilege; where /proc is not writable the default stays.
void raise_oom_score(pid_t pid, int by) {
  const base::UniqueFd fd(::open(("/proc/" + std::to_string(pid) + "/oom_score_adj").c_str(), O_WRONLY | O_CLOEXEC));
  const std::string text = std::to_string(by);
  if (fd) [[maybe_unused]]
    const auto written = ::write(fd.get(), text.data(), text.size());
}

// A request makes and frees some dozens of small blocks. Each thread keeps some without a lock: glibc 7 of each size up
// to 1 KB, here 64 up to 256 bytes, which is faster where JSON is read and written and comes to less in all. What the
// operator has set stays.
std::vector<std::pair<std::string, std::string>> environment(const Heritage& heritage) {
  std::vector<std::pair<std::string, std::string>> variables{{kHeritageVariable, heritage.encode()}};
  if (std::getenv("GLIBC_TUNABLES") == nullptr)
    variables.emplace_back("GLIBC_TUNABLES", "glibc.malloc.tcache_count=64:glibc.malloc.tcache_max=256");
  return variables;
}

}  // namespace

base::Result<std::unique_ptr<ChildProcess>> ChildProcess::start(const Launch& launch, const PulseBoard& pulses,
                                                                const NoteBoard& notes) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return base::fail(base::errno_error("cannot start " + launch.heritage.name(), errno));
  }
  base::UniqueFd ours(ends[0]);
  const base::UniqueFd theirs(ends[1]);
  Launch with_link = launch;
  Heritage& heritage = with_link.heritage;
  heritage.link = theirs.get();
  pulses[heritage.cell].beat = 0;
  pulses[heritage.cell].thread = 0;
  notes.clear(heritage.cell);

  std::vector<int> keep = heritage.listeners;
  for (const int fd : {heritage.pulses, heritage.notes, heritage.metrics, heritage.lifeline, heritage.link}) {
    if (fd >= 0) keep.push_back(fd);
  }
  ZATO_TRY(const pid_t pid, spawn({.argv = launch.argv,
                                   .env = environment(heritage),
                                   .keep_fds = std::move(keep),
                                   .parent_death_signal = parent_died_signal()}));
  if (launch.oom_score_adj != 0) raise_oom_score(pid, launch.oom_score_adj);
  return std::unique_ptr<ChildProcess>(new ChildProcess(with_link, pulses, notes, pid, std::move(ours)));
}

ChildProcess::ChildProcess(const Launch& launch, const PulseBoard& pulses, const NoteBoard& notes, pid_t pid, base::UniqueFd link)
    : heritage_(launch.heritage),
      pulses_(pulses),
      notes_(notes),
      pid_(pid),
      link_(std::move(link)),
      fsm_(launch.limits, base::Monotonic::now()) {
  kLog.info("{} started", title());
}

std::string ChildProcess::title() const { return heritage_.name() + " (pid " + std::to_string(pid_) + ")"; }

base::Monotonic::duration ChildProcess::lived(base::MonotonicTime now) const {
  return ready_at_ == base::MonotonicTime{} ? base::Monotonic::duration::zero() : now - ready_at_;
}

void ChildProcess::hear(base::MonotonicTime now) {
  char buffer[8192];
  while (link_) {
    const ssize_t size = ::recv(link_.get(), buffer, sizeof(buffer), MSG_DONTWAIT);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) {
      link_.reset();
      return;
    }
    const std::string_view body(buffer + 1, static_cast<std::size_t>(size) - 1);
    if (buffer[0] == kLinkReady && fsm_.state() == ChildFsm::State::kStarting) {
      ready_at_ = now;
      fsm_.ready(now);
      kLog.info("{} is ready after {:.3f} s", title(), seconds(now - fsm_.started()));
    } else if (buffer[0] == kLinkBootError) {
      boot_error_ = body;
    } else if (buffer[0] == kLinkReplace) {
      wish_for_replacement_ = body;
    } else if (buffer[0] == kLinkStack || buffer[0] == kLinkCrash) {
      receive_stack({buffer, static_cast<std::size_t>(size)}, now);
    }
  }
}

void ChildProcess::signal(int signal) const {
  if (fsm_.alive()) ::kill(pid_, signal);
}

void ChildProcess::perform(ChildFsm::Order order, base::MonotonicTime now) {
  switch (order) {
    case ChildFsm::Order::kNone:
      return;
    case ChildFsm::Order::kRetire:
      return signal(SIGUSR2);
    case ChildFsm::Order::kStopGracefully:
      return signal(SIGTERM);
    case ChildFsm::Order::kStopFast:
      return signal(SIGINT);
    case ChildFsm::Order::kDumpStack:
      return request_stack(now);
    case ChildFsm::Order::kKill:
      if (fsm_.fault() != ChildFsm::Fault::kNone && !stack_received_) {
        for (const auto& line : kernel_view(pid_)) kLog.error("{}: {}", title(), line);
      }
      signal(SIGKILL);
      return;
  }
}

void ChildProcess::request_stack(base::MonotonicTime now) {
  switch (fsm_.fault()) {
    case ChildFsm::Fault::kHung:
      kLog.error("{} hangs: no heartbeat for {:.1f} s, {}; it will be killed and replaced", title(),
                 seconds(now - std::max(ready_at_, last_beat())), state_text(pid_));
      break;
    case ChildFsm::Fault::kBootTimeout:
      kLog.error("{} is not ready {:.1f} s after its start, {}; it will be killed", title(),
                 seconds(now - fsm_.started()), state_text(pid_));
      break;
    default:
      kLog.warning("{} has not finished its work in the time it was given, {}; it will be killed", title(),
                   state_text(pid_));
  }
  const auto info = process_info(pid_);
  const int beating = pulses_[heritage_.cell].thread.load(std::memory_order_relaxed);
  name_culprits(beating);
  ::tgkill(pid_, beating == 0 ? pid_ : beating, dump_stack_signal());
  // A stopped process runs no handler. It goes on for the moment that the answer takes; then it is killed.
  if (info && info->state == 'T') signal(SIGCONT);
}

void ChildProcess::receive_stack(std::string_view bytes, base::MonotonicTime now) {
  StackPacket packet;
  std::memcpy(&packet, bytes.data(), std::min(sizeof(packet), bytes.size()));
  const std::size_t header = std::min(bytes.size(), offsetof(StackPacket, addresses));
  const std::size_t count = std::min<std::size_t>((bytes.size() - header) / sizeof(std::uintptr_t), kMaxFrames);
  const auto mappings = executable_mappings(pid_);  // while it still lives
  if (packet.kind == kLinkCrash) {
    kLog.error("{} crashes", title());
    name_culprits(packet.thread);
    ::send(link_.get(), &kLinkCrash, 1, MSG_DONTWAIT | MSG_NOSIGNAL);
  } else {
    stack_received_ = true;
    perform(fsm_.stack_received(now), now);
  }
  // The innermost two are the handler's, the next the kernel's trampoline.
  const std::span<const std::uintptr_t> addresses(packet.addresses, count);
  int number = 0;
  for (const auto& frame : describe_addresses(mappings, addresses.subspan(std::min<std::size_t>(3, count)))) {
    kLog.error("{} stack #{} {}", title(), number++, frame);
  }
}

// What it worked on when it came to grief: of `thread`, if that has a note of its own.
void ChildProcess::name_culprits(int thread) {
  culprits_named_ = true;
  for (const auto& work : notes_.work(heritage_.cell, thread)) kLog.error("{} was running {}", title(), work);
}

void ChildProcess::gone(base::MonotonicTime now, const ExitStatus& exit) {
  const bool expected = fsm_.state() == ChildFsm::State::kDraining && exit.clean();
  const bool by_us = fsm_.state() == ChildFsm::State::kKilling;
  fsm_.gone(now);
  const std::string what = by_us ? "was killed as announced" : exit.text();
  const double uptime = seconds(now - fsm_.started());
  if (expected) {
    kLog.info("{} {} after {:.1f} s", title(), what, uptime);
  } else {
    kLog.error("{} {} after {:.1f} s{}{}", title(), what, uptime, boot_error_.empty() ? "" : ": ", boot_error_);
    if (!culprits_named_) name_culprits(0);
    // Python has words for every crash, and something to say only where it ran itself.
    const auto words = notes_.last_words(heritage_.cell);
    if (words.find("File ") != words.npos) kLog.error("{} last words:\n{}", title(), words);
  }
}

}  // namespace zato::process
