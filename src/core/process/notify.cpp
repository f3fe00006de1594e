#include "process/notify.hpp"

#include <poll.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "base/text.hpp"
#include "process/pidfd.hpp"

namespace zato::process {
namespace {

struct Address {
  sockaddr_un raw{};
  socklen_t size = 0;
};

// "@name" is the abstract namespace: no file, nothing to clean up.
std::optional<Address> parse_address(const std::string& text) {
  Address address;
  if (text.empty() || text.size() >= sizeof(address.raw.sun_path)) return std::nullopt;
  address.raw.sun_family = AF_UNIX;
  std::memcpy(address.raw.sun_path, text.data(), text.size());
  if (text[0] == '@') address.raw.sun_path[0] = '\0';
  address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + text.size());
  return address;
}

std::string take_env(const char* name) {
  const char* value = std::getenv(name);
  std::string result = value == nullptr ? "" : value;
  ::unsetenv(name);
  return result;
}

std::string one_line(std::string_view text) { return base::replace_all(std::string(text), "\n", " "); }

}  // namespace

Notifier Notifier::from_environment() {
  Notifier notifier;
  notifier.address_ = take_env("NOTIFY_SOCKET");
  const auto pid = base::parse_number<unsigned>(take_env("WATCHDOG_PID"));
  const auto microseconds = base::parse_number<unsigned long>(take_env("WATCHDOG_USEC"));
  const bool for_us = !pid || static_cast<pid_t>(*pid) == ::getpid();
  if (microseconds && *microseconds > 0 && for_us) {
    // Half of the limit, as sd_watchdog_enabled(3) advises.
    notifier.watchdog_interval_ = std::chrono::milliseconds(std::max(1UL, *microseconds / 2000));
  }
  return notifier;
}

void Notifier::send(const std::string& message) const {
  const auto address = parse_address(address_);
  if (!address) return;
  const base::UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!fd) return;
  ::sendto(fd.get(), message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
           reinterpret_cast<const sockaddr*>(&address->raw), address->size);
}

void Notifier::ready(std::string_view status) {
  send("READY=1\nMAINPID=" + std::to_string(::getpid()) + "\nSTATUS=" + one_line(status));
}
void Notifier::status(std::string_view status) { send("STATUS=" + one_line(status)); }
void Notifier::stopping() { send("STOPPING=1"); }
void Notifier::watchdog() { send("WATCHDOG=1"); }

void Notifier::reloading() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  send("RELOADING=1\nMONOTONIC_USEC=" +
       std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(now).count()));
}

base::Result<ReadyListener> ReadyListener::create() {
  // Unguessable, because anybody on the machine may send to an abstract address.
  std::string text = "@zato-ready-" + base::random_hex(16);
  const auto address = parse_address(text);
  base::UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd || ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address->raw), address->size) != 0) {
    return base::fail(base::errno_error("cannot listen for readiness", errno));
  }
  return ReadyListener(std::move(fd), std::move(text));
}

bool ReadyListener::drain(Outcome& outcome) const {
  bool ready = false;
  char buffer[4096];
  ssize_t size = 0;
  while ((size = ::recv(fd_.get(), buffer, sizeof(buffer), 0)) > 0) {
    for (const auto line : base::split({buffer, static_cast<std::size_t>(size)}, '\n')) {
      if (line == "READY=1") ready = true;
      if (line.starts_with("STATUS=")) outcome.status = line.substr(7);
    }
  }
  return ready;
}

ReadyListener::Outcome ReadyListener::wait(pid_t pid, base::MonotonicTime deadline) {
  Outcome outcome;
  const base::UniqueFd process = open_process(pid);
  while (true) {
    pollfd items[] = {{.fd = fd_.get(), .events = POLLIN, .revents = 0},
                      {.fd = process.get(), .events = POLLIN, .revents = 0}};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - base::Monotonic::now()).count();
    const int count = ::poll(items, 2, static_cast<int>(std::clamp<long long>(left, 0, 60'000)));
    const bool ready = drain(outcome);
    if (const auto exit = try_wait(pid)) {
      // Also when it said READY just before: a process that is gone is not ready.
      outcome.result = Result::kExited;
      outcome.exit = *exit;
      return outcome;
    }
    if (ready) {
      outcome.result = Result::kReady;
      return outcome;
    }
    if (count == 0 && base::Monotonic::now() >= deadline) return outcome;
  }
}

}  // namespace zato::process
