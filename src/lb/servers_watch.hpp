// Keeps the balancer's members equal to the cluster's servers. Where they are read from is somebody else's business
// (odb_members.cpp); here is when, and what happens when they cannot be read. A fiber of the balancer's loop.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "lb/balancer.hpp"

namespace zato::lb {

// Runs on a fiber and may wait.
using ReadMembers = std::function<base::Result<std::vector<Member>>()>;

class ServersWatch {
 public:
  ServersWatch(rt::Loop& loop, Balancer& balancer, ReadMembers read, std::chrono::milliseconds interval);
  ~ServersWatch();

  void start();
  void stop();  // fiber; returns when no read is running
  // True when the members have been looked for once, whatever came of it. Fiber.
  bool wait_first_look(rt::Deadline deadline) { return looked_.wait(deadline); }
  bool reads() const noexcept { return reads_; }  // whether the last look succeeded

 private:
  void look();
  std::chrono::milliseconds pause() const;

  rt::Loop& loop_;
  Balancer& balancer_;
  const ReadMembers read_;
  const std::chrono::milliseconds interval_;
  base::MonotonicTime brisk_until_{};
  bool running_ = false;
  bool reads_ = true;
  rt::Event wake_;
  rt::Event gone_;
  rt::Event looked_;
};

}  // namespace zato::lb
