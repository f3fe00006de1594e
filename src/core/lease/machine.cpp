#include "lease/machine.hpp"

#include <algorithm>

namespace zato::lease {

using namespace std::chrono_literals;

Times Times::of(std::chrono::milliseconds keep_alive, double grace) {
  const std::chrono::milliseconds patience(
      static_cast<std::int64_t>(static_cast<double>(keep_alive.count()) * grace / 3));
  // A hand-over takes at most 1 s however long K is, so looks are never further apart than half of that.
  return {.patience = patience,
          .renew = Duration(keep_alive) / 3,
          .retry = Duration(keep_alive) / 12,
          .poll = std::clamp<Duration>(Duration(keep_alive) / 10, 20ms, 400ms)};
}

Machine::Machine(std::string holder, Times times) : holder_(std::move(holder)), times_(times) {}

Machine::Step Machine::next(Time now) const {
  using Kind = Step::Kind;
  if (tenure_) {
    if (!in_effect(now)) return {};
    if (now < next_look_) return {.until = next_look_};
    return {.kind = Kind::kRenew, .row = *row_};
  }
  if (!row_ || look_first_) return now < next_look_ ? Step{.until = next_look_} : Step{.kind = Kind::kRead};
  // Our own name: a statement of which we had no answer in time. That tenure, if it ever began, was stopped by us.
  const bool free = row_->holder.empty() || row_->holder == holder_;
  const Time takes = free ? now : row_since_ + Times::take_over(std::max(times_.patience, row_->patience));
  if (now >= takes) return {.kind = Kind::kTake, .row = *row_, .epoch = std::max(row_->epoch, highest_) + 1};
  if (now >= next_look_) return {.kind = Kind::kRead};
  return {.until = std::min(takes, next_look_)};
}

// The counter was written before the answer came, not necessarily before it was asked for: time counts from `now`.
void Machine::note(Time now, const Row& row) {
  if (!row_ || *row_ != row) row_since_ = now;
  row_ = row;
  highest_ = std::max(highest_, row.epoch);
}

void Machine::saw(Time now, const Row& row) {
  note(now, row);
  look_first_ = false;
  next_look_ = now + times_.poll;
}

void Machine::took(Time sent, Time now, const Step& step, bool won) {
  if (!won) {
    look_first_ = true;  // somebody else was faster
    next_look_ = now;
    return;
  }
  note(now, {.holder = holder_, .epoch = step.epoch, .counter = step.row.counter + 1, .patience = times_.patience});
  tenure_ = Tenure{step.epoch, sent + times_.hold()};
  next_look_ = sent + times_.renew;
}

void Machine::renewed(Time sent, Time now, bool still_ours) {
  if (!tenure_) return;
  if (!still_ours) {
    resign();
    row_.reset();  // whose it is now, the next look tells
    next_look_ = now;
    return;
  }
  auto row = *row_;
  ++row.counter;
  note(now, row);
  if (in_effect(now)) tenure_->until = sent + times_.hold();
  next_look_ = sent + times_.renew;
}

void Machine::failed(Time now) {
  look_first_ = true;
  next_look_ = now + times_.retry;
}

std::optional<Epoch> Machine::in_effect(Time now) const {
  if (!tenure_ || now >= tenure_->until) return std::nullopt;
  return tenure_->epoch;
}

Time Machine::in_effect_until() const { return tenure_ ? tenure_->until : Time::max(); }

void Machine::stopped() {
  tenure_.reset();
  look_first_ = true;
}

void Machine::resign_below(Epoch epoch) {
  highest_ = std::max(highest_, epoch);
  resign();
}

void Machine::resign() {
  if (tenure_) tenure_->until = Time{};
}

}  // namespace zato::lease
