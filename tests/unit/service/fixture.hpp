// A registry and an invoker on a loop of their own, with services that tests write inline.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <string>

#include "rt/loop.hpp"
#include "service/builtin.hpp"
#include "service/invoker.hpp"
#include "service/module.hpp"
#include "zato/service.hpp"

namespace zato::service::test {

using Handler = std::function<void(zato::Service&)>;

// A service whose handle() is a function of the test's.
class FunctionImplementation final : public Implementation {
 public:
  explicit FunctionImplementation(Handler handler) : handler_(std::move(handler)) {}

  void execute(zato::Call& call) const override {
    struct Adapter : zato::Service {
      explicit Adapter(const Handler& h) : handler(h) {}
      void handle() override { handler(*this); }
      const Handler& handler;
    } service(handler_);
    zato::detail::run(service, call);
  }

 private:
  Handler handler_;
};

// A service class, as a module would bring it.
template <class T>
class ClassImplementation final : public Implementation {
  void execute(zato::Call& call) const override { zato::detail::execute<T>(call); }
};

struct Fixture {
  explicit Fixture(Invoker::Options options = {.threads = 4, .thread_queue = 4, .cpu_threads = 2})
      : invoker(loop, registry, options) {}

  void add(std::string name, Handler handler, ServiceOptions options = {}) {
    Entry entry{.name = name,
                .execution = options.execution,
                .timeout = options.timeout,
                .implementation = std::make_shared<FunctionImplementation>(std::move(handler))};
    std::vector<Entry> entries;
    entries.push_back(std::move(entry));
    EXPECT_TRUE(registry.replace("test:" + name, std::move(entries)));
  }

  template <class T>
  void add_class(std::string name) {
    std::vector<Entry> entries;
    entries.push_back({.name = name, .implementation = std::make_shared<ClassImplementation<T>>()});
    EXPECT_TRUE(registry.replace("test:" + name, std::move(entries)));
  }

  // Runs `body` on a fiber of the loop, and the loop until it has ended.
  void on_fiber(const std::function<void()>& body) {
    loop.spawn([&] {
      body();
      loop.stop();
    });
    loop.run();
  }

  base::Result<Reply> invoke(Invocation invocation) {
    base::Result<Reply> reply = base::fail(base::Code::kInternal, "not run");
    on_fiber([&] { reply = invoker.invoke(std::move(invocation)); });
    return reply;
  }

  std::string payload_of(const std::string& service, std::string payload = {}) {
    auto reply = invoke({.service = service, .request = {.payload = std::move(payload)}, .cid = "K1"});
    if (!reply) return "error: " + reply.error().text();
    return reply->failure ? "failure: " + *reply->failure : reply->response.payload.bytes();
  }

  Registry registry;
  rt::Loop loop;
  Invoker invoker;
};

}  // namespace zato::service::test
