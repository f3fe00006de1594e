#include "service/samples.hpp"

#include <utility>

#include "service/redact.hpp"

namespace zato::service {

void Samples::offer(Sample sample) {
  sample.request = redacted(sample.request);
  sample.response = redacted(sample.response);
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= queued_) {
    ++dropped_;
    return;
  }
  waiting_.push_back(std::move(sample));
}

std::vector<Sample> Samples::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(waiting_, {});
}

std::uint64_t Samples::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

}  // namespace zato::service
