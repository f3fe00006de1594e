// MemoryWatch: keeps a worker that needs ever more memory from taking the machine with it. What a service asks for beyond
// the limit it does not get (std::bad_alloc, MemoryError): that fails its own call. A worker that comes near the limit and
// stays there asks to be replaced; one that is beyond it ends at once.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace zato::server {

// What this machine, or the container, has. Where neither says, as much as can be addressed.
std::size_t machine_memory();

class MemoryWatch {
 public:
  // `near_limit`: on a thread of the watch's own, once a second as long as it is so. `limit` 0: nothing is watched.
  MemoryWatch(std::size_t limit, std::function<void(const std::string& why)> near_limit);
  ~MemoryWatch();
  MemoryWatch(const MemoryWatch&) = delete;
  MemoryWatch& operator=(const MemoryWatch&) = delete;

 private:
  void watch();

  const std::size_t limit_;
  const std::function<void(const std::string&)> near_limit_;
  std::mutex mutex_;  // guards ended_
  std::condition_variable ended_signal_;
  bool ended_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace zato::server
