// LbBench: a load balancer's directory, an event loop in a thread, and two servers that say who they are. For the tests
// beside this file.
#pragma once

#include <csignal>
#include <exception>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "lb/haproxy_process.hpp"
#include "rt/event.hpp"
#include "rt/loop.hpp"
#include "support/fake_http.hpp"
#include "support/ports.hpp"
#include "support/proc.hpp"
#include "support/temp_dir.hpp"

namespace zato::lb {

// Runs functions on fibers of a loop in a thread of its own.
class LoopThread {
 public:
  LoopThread() : thread_([this] { loop.run(); }) {}
  ~LoopThread() {
    loop.stop();
    thread_.join();
  }

  template <class F>
  auto run(F f) -> std::invoke_result_t<F> {
    std::conditional_t<std::is_void_v<std::invoke_result_t<F>>, int, std::optional<std::invoke_result_t<F>>> value{};
    rt::Event done;
    loop.spawn([&] {
      if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
        f();
      } else {
        value.emplace(f());
      }
      done.set();
    });
    done.wait();
    if constexpr (!std::is_void_v<std::invoke_result_t<F>>) return std::move(*value);
  }

  rt::Loop loop;

 private:
  std::thread thread_;
};

// Answers 200 to /readyz while `ready`, 500 to /fails, and its name to everything else.
class NamedServer {
 public:
  explicit NamedServer(std::string name)
      : name_(std::move(name)), http_([this](const std::string& r) { return answer(r); }) {}

  Server server(int weight = kDefaultWeight) const {
    return {.name = name_, .address = "127.0.0.1", .port = http_.endpoint().port, .weight = weight};
  }
  int requests() const { return requests_; }
  std::atomic<bool> ready{true};

 private:
  std::string answer(const std::string& request) {
    using test::FakeHttp;
    if (request.starts_with("GET /readyz ")) return FakeHttp::answer(ready ? 200 : 503, "");
    ++requests_;
    if (request.find(" /fails ") != std::string::npos)
      return FakeHttp::answer(500, name_, "X-Server: " + name_ + "\r\n");
    return FakeHttp::answer(200, name_, "X-Server: " + name_ + "\r\n");
  }

  std::string name_;
  std::atomic<int> requests_{0};
  test::FakeHttp http_;
};

// What a test that ended early left running must not outlive it.
class KillsTagged {
 public:
  ~KillsTagged() { test::kill_tagged_processes(); }
};

inline std::filesystem::path make_lb_directory(const test::TempDir& root) {
  std::filesystem::create_directories(root / "lb/config/repo");
  std::filesystem::create_directories(root / "lb/logs");
  return root / "lb";
}

template <class T>
void require(const base::Result<T>& result) {
  if (!result) throw std::runtime_error(result.error().text());
}

}  // namespace zato::lb
