// Requests and responses that are kept for people to look at: those of slow calls, and one of so many where a service
// is configured to have samples taken. A bounded queue between the calls of this process and what stores them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace zato::service {

struct Sample {
  enum class Kind { kSlow, kSample };
  Kind kind = Kind::kSlow;
  std::string service = {};
  std::string cid = {};
  base::WallTime ended = {};
  std::chrono::nanoseconds took{0};
  std::chrono::milliseconds threshold{0};  // of slowness
  std::string request = {};                // these two: the beginning, without secrets
  std::string response = {};
};

class Samples {
 public:
  // `bytes`: what is kept of a message at most. `queued`: how many may wait to be stored.
  explicit Samples(std::size_t bytes = 4096, std::size_t queued = 200) : bytes_(bytes), queued_(queued) {}

  // The beginning of a message, as a copy. Before a call, whose service may use up its request.
  std::string excerpt(std::string_view message) const { return std::string(message.substr(0, bytes_)); }

  // Any thread. Takes secrets out. What finds the queue full is dropped and counted.
  void offer(Sample sample);
  std::vector<Sample> take();  // any thread
  std::uint64_t dropped() const;

 private:
  const std::size_t bytes_;
  const std::size_t queued_;
  mutable std::mutex mutex_;  // guards what follows
  std::vector<Sample> waiting_;
  std::uint64_t dropped_ = 0;
};

}  // namespace zato::service
