#include "service/gate.hpp"

namespace zato::service {

Gate::Entrance Gate::enter(std::size_t limit, rt::Deadline deadline, std::size_t most_waiting) {
  std::shared_ptr<Waiter> self;
  {
    const std::lock_guard lock(mutex_);
    limit_ = limit;
    call_in();  // should the limit have been raised
    if (inside_ < limit && waiting_.empty()) {
      ++inside_;
      return Entrance::kIn;
    }
    if (deadline.expired() || waiting_.size() >= most_waiting) return Entrance::kFull;
    self = waiting_.emplace_back(std::make_shared<Waiter>());
  }
  const bool called = self->called.wait(deadline);
  const std::lock_guard lock(mutex_);
  if (called || self->is_in) return Entrance::kIn;  // it may be called in the moment in which its time is over
  waiting_.remove(self);
  return Entrance::kTooLate;
}

void Gate::leave() {
  const std::lock_guard lock(mutex_);
  --inside_;
  call_in();
}

void Gate::call_in() {
  while (inside_ < limit_ && !waiting_.empty()) {
    const auto next = waiting_.front();
    waiting_.pop_front();
    ++inside_;
    next->is_in = true;
    next->called.set();
  }
}

std::size_t Gate::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

}  // namespace zato::service
