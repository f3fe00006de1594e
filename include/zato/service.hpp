// The C++ service API. A service is a class with handle(); one object of it is made for each call.
//
//   #include <zato/service.hpp>
//
//   class Echo : public zato::Service {
//     void handle() override { response.payload = request.payload; }
//   };
//   const zato::Register<Echo> registered("demo.echo");
//
// Services with declared input and output derive from zato::SimpleIO (zato/simpleio.hpp).
//
// What looks like waiting here (invoke, sleep) suspends only this call; thousands may be in flight. Code that must
// block a thread, or computes for long, says so when it registers (zato/register.hpp).
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "zato/cache.hpp"
#include "zato/config.hpp"
#include "zato/crypto.hpp"
#include "zato/errors.hpp"
#include "zato/lock.hpp"
#include "zato/log.hpp"
#include "zato/messages.hpp"
#include "zato/out.hpp"
#include "zato/patterns.hpp"
#include "zato/raise.hpp"
#include "zato/redis.hpp"
#include "zato/request.hpp"
#include "zato/response.hpp"
#include "zato/runtime.hpp"
#include "zato/time.hpp"

namespace zato {

class Service {
 public:
  Service() = default;
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  virtual ~Service() = default;

  // What the service does. One that leaves this as it is has a function for each method of HTTP that it knows; other
  // methods, and invocations by services, which have none, are a 405 with Allow (RFC 9110, 15.5.6).
  virtual void handle() { handle_verb(); }
  virtual void handle_GET() { unknown_verb(); }
  virtual void handle_POST() { unknown_verb(); }
  virtual void handle_PUT() { unknown_verb(); }
  virtual void handle_PATCH() { unknown_verb(); }
  virtual void handle_DELETE() { unknown_verb(); }
  virtual void handle_HEAD() { unknown_verb(); }
  virtual void handle_OPTIONS() { unknown_verb(); }

  // Around it, in this order. False from accept() is a 400 without a payload, and nothing else runs. What the two
  // validations throw is the caller's answer; what the others throw goes to the log only. Those after handle() are for
  // calls that succeeded; the jobs' are for those of the scheduler.
  virtual bool accept() { return true; }
  virtual void before_job() {}
  virtual void before_handle() {}
  virtual void validate_input() {}
  virtual void validate_output() {}
  virtual void after_handle() {}
  virtual void after_job() {}
  virtual void finalize_handle() {}

  // Filled in before handle(), not yet in the constructor. Public, so that a test can set and look at them.
  Request request;
  Response response;
  Environ environ;        // from the service that invoked this one
  Delivery delivery;      // of an asynchronous invocation (zato/messages.hpp)
  std::string_view name;  // this and what follows: valid until handle() returns
  std::string_view cid;   // the same for all services that take part in a request
  const Channel* channel = &Channel::invoke;
  Logger logger;
  Out out;      // connections to other systems
  Cache cache;  // values that the cluster shares
  Redis redis;  // key and value commands; kvdb is the same
  Redis kvdb;
  Patterns patterns;  // several services at once, one until it succeeds
  Time time;
  UserConfig user_config;  // files of users
  Crypto crypto;

  // Runs another service and returns its payload. Its zato::Errors come out as what they are; anything else that went
  // wrong is a zato::InvokeError.
  Payload invoke(std::string_view service, Payload payload = {}, InvokeOptions options = {});

  // Leaves the running of another service to the cluster and returns the cid that it will have. When it returns, the
  // message is safe from crashes of servers and of the broker. Throws zato::ServiceUnavailable when the broker is away,
  // full, or cannot keep messages safe, zato::InvokeError when there is no such service.
  std::string invoke_async(std::string_view service, Payload payload = {}, AsyncOptions options = {});

  // One call in the cluster at a time (zato/lock.hpp). An empty name is the service's own.
  Lock lock(std::string_view lock_name = {}, std::chrono::nanoseconds ttl = std::chrono::seconds(20),
            std::chrono::nanoseconds block = std::chrono::seconds(10)) {
    return Lock(runtime(), std::string(lock_name.empty() ? name : lock_name), ttl, block);
  }

  // Throws zato::Timeout when the time this call has ends first.
  void sleep(std::chrono::nanoseconds duration);

  // What it was called with, in the log, without what is declared to be a Secret.
  void log_input(std::string_view message = {}) const;

  void attach(Runtime* runtime) noexcept {
    runtime_ = runtime;
    logger = Logger(runtime);
    out.rest = RestConnections(runtime);
    cache = Cache(runtime);
    redis = kvdb = Redis(runtime);
    patterns = Patterns(runtime);
    time = Time(runtime);
    user_config = UserConfig(runtime);
    crypto = Crypto(runtime);
  }

  // The whole of a call: input, hooks, handle(), output. For the server, and for tests that want all of it.
  void perform();

  // Says which methods of HTTP the class has functions for: "GET, POST". From zato/register.hpp.
  using Verbs = std::string();
  void allow(Verbs* verbs) noexcept { verbs_ = verbs; }

 protected:
  Runtime& runtime() const { return detail::needed(runtime_); }

 private:
  using Hook = void (Service::*)();

  // Of those with declared input and output.
  virtual void read_input() {}
  virtual void write_output() {}
  virtual std::string input_text() const { return std::string(std::string_view(request.payload)); }

  void handle_verb();
  [[noreturn]] void unknown_verb() const;
  void quietly(Hook hook, std::string_view hook_name);

  Runtime* runtime_ = nullptr;
  Verbs* verbs_ = nullptr;
};

inline void Service::perform() {
  read_input();
  if (!accept()) {
    response.payload = {};
    response.status_code = 400;
    return;
  }
  const bool is_job = channel->type == "scheduler";
  if (is_job) quietly(&Service::before_job, "before_job");
  quietly(&Service::before_handle, "before_handle");
  validate_input();
  handle();
  validate_output();
  quietly(&Service::after_handle, "after_handle");
  if (is_job) quietly(&Service::after_job, "after_job");
  quietly(&Service::finalize_handle, "finalize_handle");
  write_output();
}

inline void Service::quietly(Hook hook, std::string_view hook_name) {
  try {
    (this->*hook)();
  } catch (const std::exception& error) {
    logger.error("{} failed: {}", hook_name, error.what());
  } catch (...) {
    if (runtime_ && runtime_->ending()) throw;
    logger.error("{} failed: an exception that is not derived from std::exception", hook_name);
  }
}

inline void Service::handle_verb() {
  static constexpr std::pair<std::string_view, Hook> kVerbs[] = {
      {"GET", &Service::handle_GET},        {"POST", &Service::handle_POST},     {"PUT", &Service::handle_PUT},
      {"PATCH", &Service::handle_PATCH},    {"DELETE", &Service::handle_DELETE}, {"HEAD", &Service::handle_HEAD},
      {"OPTIONS", &Service::handle_OPTIONS}};
  for (const auto& [verb, handler] : kVerbs) {
    if (verb == request.http.method) return (this->*handler)();
  }
  unknown_verb();
}

inline void Service::unknown_verb() const {
  MethodNotAllowed error{std::string("This service does not know that method")};
  if (verbs_) error.headers.set("Allow", verbs_());
  throw error;
}

inline void Service::log_input(std::string_view message) const {
  logger.info("{}{}input through {} `{}`: {}", message, message.empty() ? "" : ": ", channel->type, channel->name,
              input_text());
}

inline Payload Service::invoke(std::string_view service, Payload payload, InvokeOptions options) {
  Outcome outcome = runtime().invoke(service, std::move(payload), std::move(options));
  if (outcome.failure.status != 0) detail::raise(service, std::move(outcome.failure));
  return std::move(outcome.response.payload);
}

inline std::string Service::invoke_async(std::string_view service, Payload payload, AsyncOptions options) {
  AsyncOutcome outcome = runtime().invoke_async(service, std::move(payload), std::move(options));
  if (outcome.failure.status != 0) detail::raise(service, std::move(outcome.failure));
  return std::move(outcome.cid);
}

inline void Service::sleep(std::chrono::nanoseconds duration) {
  if (!runtime().sleep(duration)) throw Timeout(std::string("the time for this request is over"));
}

}  // namespace zato

#include "zato/register.hpp"
