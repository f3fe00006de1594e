#include "lb/servers_watch.hpp"

#include <algorithm>

#include "log/log.hpp"

namespace zato::lb {
namespace {

const log::Logger kLog{"zato.lb.watch"};

// Where one server comes or goes others follow soon: a cluster that starts, a rolling restart. Then nobody shall wait
// for a full interval.
constexpr std::chrono::milliseconds kBriskInterval{100};
constexpr std::chrono::seconds kBriskTime{15};

}  // namespace

ServersWatch::ServersWatch(rt::Loop& loop, Balancer& balancer, ReadMembers read, std::chrono::milliseconds interval)
    : loop_(loop), balancer_(balancer), read_(std::move(read)), interval_(interval) {}

ServersWatch::~ServersWatch() = default;

void ServersWatch::start() {
  running_ = true;
  brisk_until_ = base::Monotonic::now() + kBriskTime;
  loop_.spawn([this] {
    while (running_) {
      look();
      looked_.set();
      wake_.wait(rt::Deadline::after(pause()));
    }
    gone_.set();
  });
}

void ServersWatch::stop() {
  if (!running_) return;
  running_ = false;
  wake_.set();
  gone_.wait();
}

std::chrono::milliseconds ServersWatch::pause() const {
  const bool brisk = reads_ && base::Monotonic::now() < brisk_until_;
  return brisk ? std::min(interval_, kBriskInterval) : interval_;
}

void ServersWatch::look() {
  auto members = read_();
  if (!running_) return;
  if (members) {
    if (!reads_) kLog.info("The cluster's servers can be read again");
    reads_ = true;
    if (balancer_.set_members(std::move(*members))) brisk_until_ = base::Monotonic::now() + kBriskTime;
    return;
  }
  // Requests go on to the servers that are known; their health is checked anyway.
  if (reads_)
    kLog.warning("The cluster's servers cannot be read, the last known ones stay: {}", members.error().text());
  reads_ = false;
}

}  // namespace zato::lb
