// Load: closed-loop clients in threads, for tests that must not lose a request while something is killed or reloaded.
// A request is never repeated by the client: every answer that is not the expected one, and every cut, counts as
// failed.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "support/http_client.hpp"

namespace zato::test {

struct LoadOptions {
  Endpoint target;
  Request request = {.target = "/zato/ping"};
  int clients = 4;
  bool keep_alive = true;
  Millis timeout = 15s;
  std::function<bool(const Response&)> good = [](const Response& response) { return response.status == 200; };
  std::string count_by_header = {};  // also count answers by the value of this header
};

struct LoadReport {
  struct Failure {
    std::uint64_t count = 0;
    Millis first{0};  // after the load's start
  };

  std::uint64_t ok = 0;
  std::uint64_t failed = 0;
  std::map<std::string, Failure> reasons;
  std::map<std::string, std::uint64_t> by_header;  // LoadOptions::count_by_header
  Millis slowest{0};

  std::string text() const;  // one line for failure messages
};

class Load {
 public:
  explicit Load(LoadOptions options);  // starts at once
  ~Load();
  Load(const Load&) = delete;

  // Waits until `count` more requests have succeeded than at the time of the call.
  void wait_for_ok(std::uint64_t count, Millis within = 20s);
  std::uint64_t ok() const { return ok_; }
  std::uint64_t failed() const { return failed_; }
  LoadReport report() const;
  LoadReport stop();

 private:
  void client();
  void record(const Response& response, Millis took);
  void record_failure(const std::string& reason);

  const LoadOptions options_;
  const Clock::time_point start_ = Clock::now();
  std::atomic<bool> stopping_{false};
  std::atomic<std::uint64_t> ok_{0};
  std::atomic<std::uint64_t> failed_{0};
  mutable std::mutex mutex_;  // guards details_
  LoadReport details_;
  std::vector<std::jthread> threads_;
};

}  // namespace zato::test
