// Outgoing connections, as services call them:
//
//   auto customer = out.rest["CRM"].get({{"id", "17"}}).json();                      // with zato/json.hpp
//   auto answer = out.rest["CRM"].post(Json{{"name", "Joan"}}, {{"id", "17"}}, {{"X-Own", "1"}});
//   if (!answer.ok()) logger.warning("the CRM answered with {}", answer.status());
//
// Any status is an answer, not an exception. Without an answer there is a RestError.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "zato/errors.hpp"
#include "zato/runtime.hpp"

namespace zato {

// There is no answer: what() names the connection and says why. Uncaught, the caller of the service is told the status
// alone (504 for a timeout, 503 where the other side cannot be reached or too many wait for it, else 500); the reason
// goes to the log.
class RestError : public std::runtime_error {
 public:
  RestError(RestProblem problem, const std::string& message) : std::runtime_error(message), problem_(problem) {}

  RestProblem problem() const noexcept { return problem_; }
  int status() const noexcept {
    switch (problem_) {
      case RestProblem::kTimeout:
        return 504;
      case RestProblem::kUnavailable:
      case RestProblem::kBusy:
        return 503;
      default:
        return 500;
    }
  }

 private:
  RestProblem problem_;
};

namespace detail {
template <class Tag>
struct JsonOf;  // zato/json.hpp
}

// What the other side answered.
class RestResponse {
 public:
  RestResponse(std::string connection, RestOutcome&& outcome)
      : connection_(std::move(connection)), outcome_(std::move(outcome)) {}

  int status() const noexcept { return outcome_.status; }
  bool ok() const noexcept { return outcome_.status < 400; }
  const std::string& reason() const noexcept { return outcome_.reason; }
  const Headers& headers() const noexcept { return outcome_.headers; }
  std::string header(std::string_view name) const { return outcome_.headers.get(name); }
  std::string content_type() const { return outcome_.headers.get("Content-Type"); }
  const std::string& url() const noexcept { return outcome_.url; }  // where it came from, after redirects

  const std::string& bytes() const& noexcept { return outcome_.body; }
  std::string bytes() && noexcept { return std::move(outcome_.body); }
  const std::string& text() const& noexcept { return outcome_.body; }
  std::string text() && noexcept { return std::move(outcome_.body); }

  // The body as JSON; RestError(kNotUnderstood) where it is none.
  template <class Tag = void>
  auto json() const {
    return as<typename detail::JsonOf<Tag>::Type>();
  }
  // The body as anything that has a Codec.
  template <class T>
  T as() const {
    try {
      return Codec<T>::parse(outcome_.body);
    } catch (const BadRequest& error) {
      throw RestError(RestProblem::kNotUnderstood, connection_ + ": the answer with status " +
                                                       std::to_string(outcome_.status) + ": " + error.what());
    }
  }

 private:
  std::string connection_;
  RestOutcome outcome_;
};

// One call in the making, for what the short forms do not have. Sent by send().
struct RestOptions {
  std::chrono::nanoseconds timeout{0};  // less than the connection's own, which stays the limit; 0: that one
  int redirects = 0;                    // how many are followed
};

// A connection by its name. Cheap; looked up by each call.
class RestConnection {
 public:
  RestConnection(Runtime* runtime, std::string_view name) : runtime_(runtime), name_(name) {}

  // Parameters fill the {placeholders} of the connection's path; those left over become the query.
  RestResponse get(Params params = {}, Headers headers = {}, RestOptions options = {}) const {
    return send("GET", {}, std::move(params), std::move(headers), options);
  }
  RestResponse head(Params params = {}, Headers headers = {}, RestOptions options = {}) const {
    return send("HEAD", {}, std::move(params), std::move(headers), options);
  }
  RestResponse post(Payload data = {}, Params params = {}, Headers headers = {}, RestOptions options = {}) const {
    return send("POST", std::move(data), std::move(params), std::move(headers), options);
  }
  RestResponse put(Payload data = {}, Params params = {}, Headers headers = {}, RestOptions options = {}) const {
    return send("PUT", std::move(data), std::move(params), std::move(headers), options);
  }
  RestResponse patch(Payload data = {}, Params params = {}, Headers headers = {}, RestOptions options = {}) const {
    return send("PATCH", std::move(data), std::move(params), std::move(headers), options);
  }
  RestResponse delete_(Payload data = {}, Params params = {}, Headers headers = {}, RestOptions options = {}) const {
    return send("DELETE", std::move(data), std::move(params), std::move(headers), options);
  }
  RestResponse options(Payload data = {}, Params params = {}, Headers headers = {}, RestOptions options = {}) const {
    return send("OPTIONS", std::move(data), std::move(params), std::move(headers), options);
  }
  // With the connection's own method of pinging, and without parameters.
  RestResponse ping() const { return send({}, {}); }

  RestResponse send(std::string_view method, Payload data, Params params = {}, Headers headers = {},
                    RestOptions options = {}) const {
    if (!runtime_) throw std::logic_error("this service was not started by a server: there is no connection " + name_);
    RestCall call{.method = std::string(method),
                  .media_type = data.media_type(),
                  .params = std::move(params),
                  .headers = std::move(headers),
                  .timeout = options.timeout,
                  .redirects = options.redirects,
                  .is_ping = method.empty()};
    call.body = std::move(data).bytes();
    auto outcome = runtime_->rest(name_, std::move(call));
    if (outcome.problem != RestProblem::kNone) throw RestError(outcome.problem, outcome.message);
    return {name_, std::move(outcome)};
  }

 private:
  Runtime* runtime_;
  std::string name_;
};

class RestConnections {
 public:
  explicit RestConnections(Runtime* runtime = nullptr) noexcept : runtime_(runtime) {}
  RestConnection operator[](std::string_view name) const { return {runtime_, name}; }

 private:
  Runtime* runtime_;
};

struct Out {
  RestConnections rest;
};

}  // namespace zato
