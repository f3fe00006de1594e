// FakeRuntime: a server as services see it, for tests of the public headers. Answers each call with what the test wants
// and keeps the last one.
#pragma once

#include "zato/runtime.hpp"

namespace zato::test {

struct FakeRuntime final : Runtime {
  using Duration = std::chrono::nanoseconds;

  bool log_enabled(LogLevel) const noexcept override { return false; }
  void log(LogLevel, std::string_view) override {}
  Outcome invoke(std::string_view, Payload&&, InvokeOptions&&) override { return {}; }
  bool sleep(Duration) override { return true; }
  bool ending() const noexcept override { return false; }
  RestOutcome rest(std::string_view connection, RestCall&& given) override {
    name = connection;
    call = std::move(given);
    return answer;
  }
  AsyncOutcome invoke_async(std::string_view, Payload&&, AsyncOptions&&) override { return {}; }

  std::string name = {};
  RestCall call = {};
  RestOutcome answer = {};
};

}  // namespace zato::test
