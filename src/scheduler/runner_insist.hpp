// Runner::insist, which both of the runner's files use.
#pragma once

#include "log/log.hpp"
#include "scheduler/runner.hpp"

namespace zato::scheduler {

inline constexpr log::Logger kRunnerLog{"zato.scheduler"};
inline constexpr std::chrono::milliseconds kRetry{200};

template <class F>
bool Runner::insist(const char* what, F work) {
  while (in_effect()) {
    auto outcome = pool_.with(work);
    if (outcome) {
      if (!std::exchange(database_available_, true)) kRunnerLog.info("the ODB is there again");
      return true;
    }
    if (outcome.error().code == base::Code::kConflict) {
      kRunnerLog.warning("{}: {}", what, outcome.error().text());
      return false;
    }
    if (std::exchange(database_available_, false)) {
      kRunnerLog.warning("{} has to wait, nothing is fired without a row: {}", what, outcome.error().text());
    }
    stopping_.wait(rt::Deadline::after(kRetry));
  }
  return false;
}

}  // namespace zato::scheduler
