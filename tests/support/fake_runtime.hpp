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
  Parsed parse(std::string_view, std::string_view) override { return {}; }
  // A dict of texts, to look at.
  Written write(std::string_view, const Value& value) override {
    std::string out = "{";
    for (const auto& [key, one] : value.as_dict()) out += key + ": " + one.as_text();
    return {.bytes = out + "}"};
  }
  RedisOutcome redis(std::span<const std::string_view>) override { return {}; }
  CacheOutcome cache(CacheRequest&&) override { return {}; }
  LockOutcome lock(std::string_view, Duration, Duration) override { return {}; }
  void unlock(std::string_view, std::string_view) noexcept override {}
  std::vector<Outcome> invoke_all(std::vector<Target>&&) override { return {}; }
  std::string start_group(Group&&) override { return {}; }
  ZoneOffset zone_offset(std::string_view, std::chrono::sys_seconds) override { return {}; }
  Written encrypt(std::string_view) override { return {}; }
  Written decrypt(std::string_view) override { return {}; }
  const Value& user_config() override { return configuration; }

  std::string name = {};
  Value configuration = Dict();
  RestCall call = {};
  RestOutcome answer = {};
};

}  // namespace zato::test
