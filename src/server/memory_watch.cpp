#include "server/memory_watch.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <new>
#include <optional>

#include "base/file.hpp"
#include "base/text.hpp"
#include "base/unique_fd.hpp"
#include "log/log.hpp"
#include "process/exit_codes.hpp"

namespace zato::server {
namespace {

using namespace std::chrono_literals;
constexpr log::Logger kLog{"zato.server.memory"};
constexpr auto kLook = 50ms;
constexpr int kLooksNearLimit = 20;  // a second's worth

struct Usage {
  std::size_t resident = 0;
  std::size_t writable = 0;  // address space, as RLIMIT_DATA counts it
};

std::optional<std::size_t> bytes_in(const char* file) {
  const auto text = base::read_file(file);
  return text ? base::parse_number<std::size_t>(base::trim(*text)) : std::nullopt;
}

// Allocates nothing: it is asked most urgently when there is nothing to be had.
std::optional<Usage> usage(int statm) {
  char text[128] = {};
  if (::pread(statm, text, sizeof(text) - 1, 0) <= 0) return std::nullopt;
  unsigned long resident = 0, writable = 0;  // pages; the file has: size resident shared text lib data dt
  if (std::sscanf(text, "%*u %lu %*u %*u %*u %lu", &resident, &writable) != 2) return std::nullopt;
  static const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return Usage{resident * page, writable * page};
}

// New memory may be as much as is left. What was asked for earlier and not used yet is beyond this; the next look sees it.
void grant(const Usage& now, std::size_t left) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_DATA, &limit) != 0) return;
  limit.rlim_cur = std::min<rlim_t>(now.writable + left, limit.rlim_max);
  ::setrlimit(RLIMIT_DATA, &limit);
}

std::string megabytes(std::size_t bytes) { return std::to_string(bytes / 1'000'000) + " MB"; }

}  // namespace

std::size_t machine_memory() {
  std::size_t least = std::numeric_limits<std::size_t>::max();
  for (const char* file : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    if (const auto bytes = bytes_in(file)) least = std::min(least, *bytes);
  }
  const auto pages = ::sysconf(_SC_PHYS_PAGES);
  if (pages > 0) least = std::min(least, static_cast<std::size_t>(pages) * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)));
  return least;
}

MemoryWatch::MemoryWatch(std::size_t limit, std::function<void(const std::string& why)> near_limit)
    : limit_(limit), near_limit_(std::move(near_limit)) {
  if (limit_ > 0) thread_ = std::thread([this] { watch(); });
}

MemoryWatch::~MemoryWatch() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  ended_signal_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void MemoryWatch::watch() {
  ::pthread_setname_np(::pthread_self(), "memory");
  const base::UniqueFd statm(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
  int looks_near_limit = 0;
  std::unique_lock lock(mutex_);
  do {
    const auto now = usage(statm.get());
    if (!now) return;
    if (now->resident > limit_) {
      kLog.error("this worker uses {} of memory, more than its limit of {}; it ends", megabytes(now->resident), megabytes(limit_));
      std::_Exit(process::kExitMemory);
    }
    grant(*now, limit_ - now->resident);
    looks_near_limit = now->resident > limit_ / 10 * 9 ? looks_near_limit + 1 : 0;
    if (looks_near_limit >= kLooksNearLimit) {
      looks_near_limit = 0;
      try {
        near_limit_("it uses " + megabytes(now->resident) + " of memory, its limit is " + megabytes(limit_));
      } catch (const std::bad_alloc&) {  // in a moment, then
      }
    }
  } while (!ended_signal_.wait_for(lock, kLook, [&] { return ended_; }));
}

}  // namespace zato::server
