// The child's end of what ties it to its parent. Made first thing in main(), on the thread that will run the event
// loop.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "process/heritage.hpp"
#include "process/note_board.hpp"
#include "process/pulse.hpp"

namespace zato::process {

class ChildLink {
 public:
  // Whether this process was started by a supervisor.
  static bool inherited();

  // Takes the heritage out of the environment, so that no program that we start mistakes it for its own. Installs the
  // handlers for the parent's death (SIGKILL to ourselves 1 s later, whatever the event loop does) and for the request
  // of a stack.
  static base::Result<ChildLink> from_environment();

  const Heritage& heritage() const noexcept { return heritage_; }
  std::string name() const { return heritage_.name(); }

  // In the order in which the parent bound them. Moves them out: the caller closes them to stop accepting.
  std::vector<base::UniqueFd> take_listeners() { return std::move(listeners_); }
  base::UniqueFd take_metrics() { return std::move(metrics_); }

  // Requests are served from now on. Heartbeats are expected from now on.
  void report_ready();
  // Why this child cannot start. Return from main with the result: `return link.report_boot_error(error.text());`
  [[nodiscard]] int report_boot_error(std::string_view text);

  // Another one is to take this child's place; then it is told to finish. Any thread.
  void ask_for_replacement(std::string_view why) const;

  // From the event loop, at least every beat_interval(). A clock reading and a store.
  void beat() noexcept;
  std::chrono::milliseconds beat_interval() const noexcept;  // zero when nobody watches

  // Where to note what this child works on, so that the parent can tell should it die of it.
  std::span<base::WorkNote> notes() const noexcept { return notes_.notes(heritage_.cell); }
  int open_last_words() const { return notes_.open_last_words(heritage_.cell); }

  // Readable (end of file) once the parent is gone; stop within a second then.
  int parent_death_fd() const noexcept { return lifeline_.get(); }

 private:
  ChildLink(Heritage heritage, PulseBoard pulses, NoteBoard notes);

  Heritage heritage_;
  PulseBoard pulses_;
  NoteBoard notes_;
  std::vector<base::UniqueFd> listeners_;
  base::UniqueFd metrics_, lifeline_, link_;
};

}  // namespace zato::process
