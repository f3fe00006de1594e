// The border between services and the server: plain data and one abstract class, so that a module needs no symbol of
// the server and no exception crosses from one to the other. Services do not use this directly; tests of services may
// fake it.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zato/channel.hpp"
#include "zato/messages.hpp"
#include "zato/request.hpp"
#include "zato/response.hpp"
#include "zato/value.hpp"

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

// A message in one of the data formats (json, xml, csv, form) and back; `problem` says why it could not be, to whoever
// sent it.
struct Parsed {
  Value value = {};
  std::string problem = {};
};
struct Written {
  std::string bytes = {};
  std::string media_type = {};
  std::string problem = {};
};

// What Redis answered.
struct RedisReply {
  enum class Kind { kNil, kInteger, kText, kList };
  Kind kind = Kind::kNil;
  std::int64_t integer = 0;
  std::string text = {};
  std::vector<RedisReply> list = {};
};
struct RedisOutcome {
  RedisReply reply = {};
  Failure failure = {};
};

// Items of a cache (zato/cache.hpp): the one of a key, or all those whose keys match.
struct CacheRequest {
  enum class Action { kGet, kSet, kErase, kExpire, kKeys };
  enum class Match { kKey, kPrefix, kSuffix, kRegex, kContains, kNotContains, kContainsAll, kContainsAny };
  std::string_view cache = {};
  Action action = Action::kGet;
  Match match = Match::kKey;
  std::vector<std::string> texts = {};  // the key, or what keys are compared with
  std::string stored = {};              // kSet
  std::chrono::milliseconds expiry{0};  // kSet, kExpire; 0: never
};
struct CacheItem {
  std::string key = {};
  std::string stored = {};  // kGet
};
struct CacheOutcome {
  std::vector<CacheItem> items = {};  // those that were found, changed or erased
  Failure failure = {};
};

struct LockOutcome {
  std::string token = {};  // empty and no failure: somebody else kept it
  Failure failure = {};
};

// What a clock on the wall of a time zone is ahead of UTC.
struct ZoneOffset {
  bool known = false;  // false: there is no such zone
  std::chrono::seconds ahead{0};
  std::string abbreviation = {};
};

// A service to be invoked together with others.
struct Target {
  std::string service;
  Payload payload = {};
  InvokeOptions options = {};
};
struct Group {
  std::vector<Target> targets = {};
  std::vector<std::string> on_target = {};  // services told after each
  std::vector<std::string> on_final = {};   // and after the last
  std::string channel_prefix = {};          // fanout or parallel-exec
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
  // The rest of the service API: formats, Redis, cache, locks, groups of invocations, time zones,
  // secrets, configuration files.
  virtual Parsed parse(std::string_view format, std::string_view bytes) = 0;
  virtual Written write(std::string_view format, const Value& value) = 0;
  virtual RedisOutcome redis(std::span<const std::string_view> words) = 0;
  virtual CacheOutcome cache(CacheRequest&& request) = 0;
  virtual LockOutcome lock(std::string_view name, std::chrono::nanoseconds ttl, std::chrono::nanoseconds block) = 0;
  virtual void unlock(std::string_view name, std::string_view token) noexcept = 0;  // does not wait
  virtual std::vector<Outcome> invoke_all(std::vector<Target>&& targets) = 0;  // all at the same time; waits for all
  virtual std::string start_group(Group&& group) = 0;                          // does not wait; its correlation id
  virtual ZoneOffset zone_offset(std::string_view zone, std::chrono::sys_seconds at) = 0;  // empty: the server's zone
  virtual Written encrypt(std::string_view plain) = 0;
  virtual Written decrypt(std::string_view encrypted) = 0;
  virtual const Value& user_config() = 0;  // a dict per file, of dicts per section; the same until the call ends

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
