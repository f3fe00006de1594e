// The C++ service API. A service is a class with handle(); one object of it is made for each call.
//
//   #include <zato/service.hpp>
//
//   class Echo : public zato::Service {
//     void handle() override { response.payload = request.payload; }
//   };
//   const zato::Register<Echo> registered("demo.echo");
//
// What looks like waiting here (invoke, sleep) suspends only this call; thousands may be in flight. Code that must
// block a thread, or computes for long, says so when it registers (zato/register.hpp).
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "zato/errors.hpp"
#include "zato/log.hpp"
#include "zato/messages.hpp"
#include "zato/out.hpp"
#include "zato/request.hpp"
#include "zato/response.hpp"
#include "zato/runtime.hpp"

namespace zato {

class Service {
 public:
  Service() = default;
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  virtual ~Service() = default;

  virtual void handle() = 0;

  // Filled in before handle(), not yet in the constructor. Public, so that a test can set and look at them.
  Request request;
  Response response;
  Environ environ;        // from the service that invoked this one
  Delivery delivery;      // of an asynchronous invocation (zato/messages.hpp)
  std::string_view name;  // this and what follows: valid until handle() returns
  std::string_view cid;   // the same for all services that take part in a request
  const Channel* channel = &Channel::invoke;
  Logger logger;
  Out out;  // connections to other systems

  // Runs another service and returns its payload. Its zato::Errors come out as what they are; anything else that went
  // wrong is a zato::InvokeError.
  Payload invoke(std::string_view service, Payload payload = {}, InvokeOptions options = {});

  // Leaves the running of another service to the cluster and returns the cid that it will have. When it returns, the
  // message is safe from crashes of servers and of the broker. Throws zato::ServiceUnavailable when the broker is away,
  // full, or cannot keep messages safe, zato::InvokeError when there is no such service.
  std::string invoke_async(std::string_view service, Payload payload = {}, AsyncOptions options = {});

  // Throws zato::Timeout when the time this call has ends first.
  void sleep(std::chrono::nanoseconds duration);

  void attach(Runtime* runtime) noexcept {
    runtime_ = runtime;
    logger = Logger(runtime);
    out.rest = RestConnections(runtime);
  }

 private:
  Runtime& runtime() const {
    if (!runtime_) throw std::logic_error("this service was not started by a server: there is nothing to call");
    return *runtime_;
  }

  Runtime* runtime_ = nullptr;
};

namespace detail {

template <class E>
[[noreturn]] void raise_as(Failure&& failure) {
  E error{failure.message};
  error.headers = std::move(failure.headers);
  throw error;
}

[[noreturn]] inline void raise(std::string_view service, Failure&& failure) {
  if (!failure.deliberate) throw InvokeError(format("{}: {}", service, failure.message));
  switch (failure.status) {
    case 400:
      raise_as<BadRequest>(std::move(failure));
    case 401:
      raise_as<Unauthorized>(std::move(failure));
    case 403:
      raise_as<Forbidden>(std::move(failure));
    case 404:
      raise_as<NotFound>(std::move(failure));
    case 405:
      raise_as<MethodNotAllowed>(std::move(failure));
    case 409:
      raise_as<Conflict>(std::move(failure));
    case 429:
      raise_as<TooManyRequests>(std::move(failure));
    case 503:
      raise_as<ServiceUnavailable>(std::move(failure));
    case 504:
      raise_as<Timeout>(std::move(failure));
  }
  Error error(failure.status, failure.message);
  error.headers = std::move(failure.headers);
  throw error;
}

}  // namespace detail

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
