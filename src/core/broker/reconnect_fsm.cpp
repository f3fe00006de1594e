// Pauses between attempts to connect (reconnect_fsm.hpp).
#include "broker/reconnect_fsm.hpp"

#include <algorithm>
#include <utility>

namespace zato::broker {

using base::MonotonicTime;

MonotonicTime AttemptBudget::reserve(MonotonicTime wanted) {
  const bool none_yet = last_[0] == MonotonicTime{};
  const MonotonicTime at = none_yet ? wanted : std::max(wanted, last_[0] + kWindow);
  last_ = {last_[1], at};
  return at;
}

ReconnectFsm::ReconnectFsm(Options options, AttemptBudget& budget, std::function<double()> random)
    : options_(options), budget_(budget), random_(std::move(random)) {}

ReconnectFsm::Step ReconnectFsm::next(MonotonicTime now) {
  switch (state_) {
    case State::kStopped:
      return {Action::kEnd};
    case State::kConnected:
      return {Action::kServe};
    case State::kConnecting:
      return {Action::kConnect};
    case State::kPausing:
      break;
  }
  if (until_ == MonotonicTime{}) until_ = now;
  if (now < until_) return {Action::kWait, until_};
  state_ = State::kConnecting;
  return {Action::kConnect};
}

void ReconnectFsm::connected(MonotonicTime now) {
  if (state_ == State::kStopped) return;
  state_ = State::kConnected;
  connected_at_ = now;
}

void ReconnectFsm::failed(MonotonicTime now) { pause(now); }

void ReconnectFsm::lost(MonotonicTime now) {
  if (now - connected_at_ >= options_.stable_after) failures_ = 0;
  pause(now);
}

// The pause is between half and the whole of its nominal length: servers that lost Redis together do not come back
// together.
void ReconnectFsm::pause(MonotonicTime now) {
  if (state_ == State::kStopped) return;
  const auto nominal = std::min(options_.longest_pause, options_.first_pause * (1 << std::min(failures_, 16)));
  const auto jittered = std::chrono::duration_cast<base::Monotonic::duration>(nominal * (0.5 + 0.5 * random_()));
  ++failures_;
  state_ = State::kPausing;
  until_ = budget_.reserve(now + jittered);
}

void ReconnectFsm::stop() { state_ = State::kStopped; }

}  // namespace zato::broker
