// Signals of a single-threaded process as something to poll for: blocked, then read from a signalfd. What the parent
// and simple daemons use; processes with an event loop have rt.
#pragma once

#include <initializer_list>
#include <optional>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace zato::process {

class SignalQueue {
 public:
  // Blocks `signals` for the calling thread (and threads made later) for good. spawn() unblocks them in children.
  static base::Result<SignalQueue> create(std::initializer_list<int> signals);

  int fd() const noexcept { return fd_.get(); }
  std::optional<int> next();  // the next pending signal, without waiting

 private:
  explicit SignalQueue(base::UniqueFd fd) : fd_(std::move(fd)) {}

  base::UniqueFd fd_;
};

}  // namespace zato::process
