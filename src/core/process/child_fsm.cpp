#include "process/child_fsm.hpp"

#include <algorithm>

namespace zato::process {

void ChildFsm::ready(base::MonotonicTime now) {
  if (state_ == State::kStarting) enter(State::kReady, now);
}

ChildFsm::Order ChildFsm::stop(base::MonotonicTime now, Leave how, std::chrono::milliseconds grace) {
  switch (state_) {
    case State::kStarting:
    case State::kReady:
      break;
    case State::kDraining:
      if (how <= leave_) return Order::kNone;  // only a more urgent order counts
      break;
    case State::kDumping:
    case State::kKilling:
    case State::kGone:
      return Order::kNone;
  }
  grace_ = grace;
  leave_ = how;
  enter(State::kDraining, now);
  switch (how) {
    case Leave::kReplaced:
      return Order::kRetire;
    case Leave::kGracefully:
      return Order::kStopGracefully;
    case Leave::kFast:
      return Order::kStopFast;
  }
  return Order::kNone;
}

ChildFsm::Order ChildFsm::stack_received(base::MonotonicTime now) {
  return state_ == State::kDumping ? kill(now) : Order::kNone;
}

// A child that has just become ready gets a whole period for its first beat.
base::MonotonicTime ChildFsm::last_sign(base::MonotonicTime last_beat) const { return std::max(since_, last_beat); }

std::optional<base::MonotonicTime> ChildFsm::tick_at(base::MonotonicTime last_beat) const {
  switch (state_) {
    case State::kStarting:
      return since_ + limits_.boot;
    case State::kReady:
      if (limits_.heartbeat.count() == 0) return std::nullopt;
      return last_sign(last_beat) + limits_.heartbeat;
    case State::kDraining:
      return since_ + grace_;
    case State::kDumping:
      return since_ + limits_.stack;
    case State::kKilling:
    case State::kGone:
      return std::nullopt;
  }
  return std::nullopt;
}

ChildFsm::Order ChildFsm::tick(base::MonotonicTime now, base::MonotonicTime last_beat) {
  const auto due = tick_at(last_beat);
  if (!due || now < *due) return Order::kNone;
  switch (state_) {
    case State::kStarting:
      return dump(Fault::kBootTimeout, now);
    case State::kReady:
      return dump(Fault::kHung, now);
    case State::kDraining:
      // A fast stop does not wait for a stack: whoever ordered it wants an end.
      return leave_ == Leave::kFast ? kill(now) : dump(Fault::kGraceOver, now);
    default:
      return kill(now);
  }
}

ChildFsm::Order ChildFsm::dump(Fault fault, base::MonotonicTime now) {
  fault_ = fault;
  enter(State::kDumping, now);
  return Order::kDumpStack;
}

ChildFsm::Order ChildFsm::kill(base::MonotonicTime now) {
  if (fault_ == Fault::kNone) fault_ = Fault::kGraceOver;
  enter(State::kKilling, now);
  return Order::kKill;
}

void ChildFsm::forgive(base::MonotonicTime now) {
  if (alive()) since_ = std::max(since_, now);
}

std::string_view state_name(ChildFsm::State state) noexcept {
  switch (state) {
    case ChildFsm::State::kStarting:
      return "starting";
    case ChildFsm::State::kReady:
      return "ready";
    case ChildFsm::State::kDraining:
      return "draining";
    case ChildFsm::State::kDumping:
      return "hung";
    case ChildFsm::State::kKilling:
      return "killed";
    case ChildFsm::State::kGone:
      return "gone";
  }
  return "?";
}

}  // namespace zato::process
