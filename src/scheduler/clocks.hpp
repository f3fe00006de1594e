// Clocks: the two that jobs go by. The wall clock as it is; and a steady one, which starts as the wall clock does, goes
// on by itself, follows small corrections (NTP) and nothing else: a clock that is set does not move interval jobs.
#pragma once

#include <functional>

#include "jobs/agenda.hpp"
#include "lease/clock.hpp"

namespace zato::scheduler {

class Clocks {
 public:
  using Wall = std::function<jobs::Instant()>;
  using Boot = std::function<lease::Time()>;
  Clocks();
  Clocks(Wall wall, Boot boot);  // tests

  void restart();  // the steady clock begins anew with the wall clock

  struct Reading {
    jobs::Now now;
    schedule::Duration jumped{0};  // the wall clock was set by so much since the last reading
  };
  Reading read();

 private:
  const Wall wall_;
  const Boot boot_;
  jobs::Instant steady_;
  jobs::Instant last_wall_;
  lease::Time last_boot_;
  bool apart_ = false;  // the wall clock was set: the two have nothing to do with each other any more
};

}  // namespace zato::scheduler
