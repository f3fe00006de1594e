// One child process: its start with its heritage, what it says over the link, the signals sent to it, its obituary. The
// supervisor owns it and decides; ChildFsm keeps its state.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "process/child_fsm.hpp"
#include "process/exit_status.hpp"
#include "process/heritage.hpp"
#include "process/note_board.hpp"
#include "process/pulse.hpp"

namespace zato::process {

struct Launch {
  std::vector<std::string> argv;
  Heritage heritage;  // `link` is filled in here
  ChildLimits limits;
  int oom_score_adj = 0;  // how much sooner than us the kernel kills it when memory ends
};

class ChildProcess {
 public:
  static base::Result<std::unique_ptr<ChildProcess>> start(const Launch& launch, const PulseBoard& pulses,
                                                           const NoteBoard& notes);

  pid_t pid() const noexcept { return pid_; }
  const Heritage& heritage() const noexcept { return heritage_; }
  std::string title() const;  // "worker-1 (pid 123)"
  const ChildFsm& fsm() const noexcept { return fsm_; }
  int link_fd() const noexcept { return link_.get(); }  // -1 once the child has closed its end
  const std::string& boot_error() const noexcept { return boot_error_; }
  // Why it asked to be replaced, once; empty: it did not.
  std::string take_wish_for_replacement() { return std::exchange(wish_for_replacement_, {}); }
  base::Monotonic::duration lived(base::MonotonicTime now) const;  // since it was ready
  std::optional<base::MonotonicTime> tick_at() const { return fsm_.tick_at(last_beat()); }

  void hear(base::MonotonicTime now);  // reads all that it has said
  void stop(base::MonotonicTime now, Leave how, std::chrono::milliseconds grace) {
    perform(fsm_.stop(now, how, grace), now);
  }
  void tick(base::MonotonicTime now) { perform(fsm_.tick(now, last_beat()), now); }
  void forgive(base::MonotonicTime now) { fsm_.forgive(now); }
  void signal(int signal) const;
  void gone(base::MonotonicTime now, const ExitStatus& exit);  // reaped: writes the obituary

 private:
  ChildProcess(const Launch& launch, const PulseBoard& pulses, const NoteBoard& notes, pid_t pid, base::UniqueFd link);
  base::MonotonicTime last_beat() const { return pulses_.last_beat(heritage_.cell); }
  void perform(ChildFsm::Order order, base::MonotonicTime now);
  void request_stack(base::MonotonicTime now);
  void receive_stack(std::string_view packet, base::MonotonicTime now);
  void name_culprits(int thread);

  Heritage heritage_;
  const PulseBoard& pulses_;
  const NoteBoard& notes_;
  pid_t pid_;
  base::UniqueFd link_;
  ChildFsm fsm_;
  base::MonotonicTime ready_at_{};
  std::string boot_error_;
  std::string wish_for_replacement_;
  bool stack_received_ = false;
  bool culprits_named_ = false;
};

}  // namespace zato::process
