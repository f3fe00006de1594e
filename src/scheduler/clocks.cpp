#include "scheduler/clocks.hpp"

#include <algorithm>

namespace zato::scheduler {

namespace {

constexpr schedule::Duration kSet = std::chrono::seconds(2);  // no correction is as large as that
constexpr int kSlew = 20;                                     // a correction takes so many times its length

jobs::Instant wall_now() { return std::chrono::time_point_cast<schedule::Duration>(std::chrono::system_clock::now()); }

}  // namespace

Clocks::Clocks() : Clocks(wall_now, lease::BootClock::now) {}

Clocks::Clocks(Wall wall, Boot boot) : wall_(std::move(wall)), boot_(std::move(boot)) { restart(); }

void Clocks::restart() {
  last_boot_ = boot_();
  last_wall_ = wall_();
  steady_ = last_wall_;
  apart_ = false;
}

Clocks::Reading Clocks::read() {
  const auto boot = boot_();
  const auto wall = wall_();
  const auto passed = std::chrono::duration_cast<schedule::Duration>(boot - last_boot_);
  const auto jumped = wall - last_wall_ - passed;
  last_boot_ += passed;  // what is below a microsecond is not lost
  last_wall_ = wall;
  steady_ += passed;
  const bool set = jumped > kSet || jumped < -kSet;
  apart_ = apart_ || set;
  if (!apart_) steady_ += std::clamp(wall - steady_, -passed / kSlew, passed / kSlew);
  return {.now = {.wall = wall, .steady = steady_}, .jumped = set ? jumped : schedule::Duration(0)};
}

}  // namespace zato::scheduler
