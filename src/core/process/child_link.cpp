#include "process/child_link.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "process/code_pages.hpp"
#include "process/exit_codes.hpp"
#include "process/last_signals.hpp"
#include "process/link_message.hpp"

namespace zato::process {
namespace {

base::UniqueFd adopt(int fd) {
  if (fd >= 0) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  return base::UniqueFd(fd);
}

}  // namespace

bool ChildLink::inherited() { return std::getenv(kHeritageVariable) != nullptr; }

base::Result<ChildLink> ChildLink::from_environment() {
  const char* text = std::getenv(kHeritageVariable);
  if (text == nullptr) {
    return base::fail(base::Code::kInvalidArgument,
                      std::string(kHeritageVariable) + " is not set: children are started by their parent only");
  }
  ZATO_TRY(Heritage heritage, Heritage::decode(text));
  ::unsetenv(kHeritageVariable);
  if (heritage.cell < 0 || heritage.cell >= kMaxCells)
    return base::fail(base::Code::kInvalidArgument, "heritage: no such cell");
  ZATO_TRY(PulseBoard pulses, PulseBoard::open(adopt(heritage.pulses)));
  ZATO_TRY(NoteBoard notes, NoteBoard::open(adopt(heritage.notes)));
  return ChildLink(std::move(heritage), std::move(pulses), std::move(notes));
}

ChildLink::ChildLink(Heritage heritage, PulseBoard pulses, NoteBoard notes)
    : heritage_(std::move(heritage)),
      pulses_(std::move(pulses)),
      notes_(std::move(notes)),
      metrics_(adopt(heritage_.metrics)),
      lifeline_(adopt(heritage_.lifeline)),
      link_(adopt(heritage_.link)) {
  for (const int fd : heritage_.listeners) listeners_.push_back(adopt(fd));
  install_last_signals(link_.get());
  // The parent's to answer, though a terminal or pkill may send them to us as well; and a peer that went away ends no process.
  for (const int number : {SIGHUP, SIGTTIN, SIGTTOU, SIGPIPE}) ::signal(number, SIG_IGN);
}

void ChildLink::report_ready() {
  beat();
  ::send(link_.get(), &kLinkReady, 1, MSG_NOSIGNAL);
  give_back_code_pages();
}

int ChildLink::report_boot_error(std::string_view text) {
  const std::string message = kLinkBootError + std::string(text.substr(0, 4000));
  ::send(link_.get(), message.data(), message.size(), MSG_NOSIGNAL);
  return kExitBootError;
}

void ChildLink::ask_for_replacement(std::string_view why) const {
  const std::string message = kLinkReplace + std::string(why.substr(0, 1000));
  ::send(link_.get(), message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void ChildLink::beat() noexcept {
  Pulse& pulse = pulses_[heritage_.cell];
  const auto now = base::Monotonic::now().time_since_epoch();
  pulse.beat.store(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count(), std::memory_order_relaxed);
  if (pulse.thread.load(std::memory_order_relaxed) == 0) pulse.thread.store(::gettid(), std::memory_order_relaxed);
}

std::chrono::milliseconds ChildLink::beat_interval() const noexcept {
  // Often enough that one delayed beat is not yet a hang, at most once a second.
  return std::min(heritage_.heartbeat_timeout / 4, std::chrono::milliseconds(1000));
}

}  // namespace zato::process
