// The border between services and the server: plain data and one abstract class, so that a module needs no symbol of
// the server and no exception crosses from one to the other. Services do not use this directly; tests of services may
// fake it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "zato/channel.hpp"
#include "zato/messages.hpp"
#include "zato/request.hpp"
#include "zato/response.hpp"

namespace zato {

enum class LogLevel { kTrace, kDebug, kInfo, kWarning, kError };

// An exception as data. status 0: none happened.
struct Failure {
  int status = 0;
  bool deliberate = false;  // a zato::Error: its message is meant for the caller
  std::string message = {};
  std::string type = {};  // name of the exception's class as the compiler spells it; for the log
  Headers headers = {};
};

struct InvokeOptions {
  std::chrono::nanoseconds timeout{0};  // 0: what remains of the caller's own time
  Environ environ = {};
  std::string data_format = {};
};

struct Outcome {
  Response response = {};
  Failure failure = {};
};

// Outgoing REST (zato/out.hpp). Why a call of a connection has no answer.
enum class RestProblem {
  kNone,
  kUnknown,        // there is no connection of that name
  kInactive,       // it is switched off, or its credentials are
  kInvalid,        // the call would not be HTTP, or lacks a parameter of the path
  kBusy,           // all connections are in use and too many calls wait for one
  kTimeout,        // no answer in time
  kUnavailable,    // no connection, or it broke
  kTls,            // the other side is not who it should be, or does not want us
  kRefused,        // its redirects lead where they must not
  kTooLarge,       // the answer, or what is sent
  kNotUnderstood,  // the answer
  kDenied,         // the authorization server gives no token
};

struct RestCall {
  std::string method = {};
  std::string body = {};
  std::string media_type = {};  // of the body; empty: what the connection says
  Params params = {};           // of the path, then of the query
  Headers headers = {};
  std::chrono::nanoseconds timeout{0};  // 0: that of the connection
  int redirects = 0;
  bool is_ping = false;  // the connection says which method
};

struct RestOutcome {
  RestProblem problem = RestProblem::kNone;
  std::string message = {};  // with a problem: names the connection and says why
  int status = 0;
  std::string reason = {};
  Headers headers = {};
  std::string body = {};
  std::string url = {};
  std::chrono::nanoseconds took{0};
};

struct AsyncOutcome {
  std::string cid = {};
  Failure failure = {};
};

class Runtime {
 public:
  virtual bool log_enabled(LogLevel level) const noexcept = 0;
  virtual void log(LogLevel level, std::string_view text) = 0;
  virtual Outcome invoke(std::string_view service, Payload&& payload, InvokeOptions&& options) = 0;
  virtual bool sleep(std::chrono::nanoseconds duration) = 0;  // false: the time of this call is over
  // Whether an exception in flight is the server's own way of ending this call; it must be let through.
  virtual bool ending() const noexcept = 0;

  // out
  virtual RestOutcome rest(std::string_view connection, RestCall&& call) = 0;

  // Asynchronous invocation (zato/messages.hpp).
  virtual AsyncOutcome invoke_async(std::string_view service, Payload&& payload, AsyncOptions&& options) = 0;

 protected:
  ~Runtime() = default;
};

// One call of a service, filled in by the server before and by the module afterwards.
struct Call {
  Runtime* runtime = nullptr;
  std::string_view name;
  std::string_view cid;
  const Channel* channel = &Channel::invoke;
  Request request;
  Environ environ;
  Delivery delivery;
  Response response;
  Failure failure;
};

}  // namespace zato
