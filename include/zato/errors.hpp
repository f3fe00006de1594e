// What a service throws to answer with a status of its choice: throw zato::NotFound("customer {}", id).
// The caller is told the status and the message. Any other exception becomes 500 without details; its text goes to the
// log.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "zato/fields.hpp"
#include "zato/text.hpp"

namespace zato {

// The base of all of them; usable directly for a status that has no class here.
class Error : public std::runtime_error {
 public:
  Error(int status, const std::string& message) : std::runtime_error(message), status_(status) {}
  int status() const noexcept { return status_; }

  Headers headers;  // sent with the answer, beside those of the response

 private:
  int status_;
};

template <int kStatus>
class StatusError : public Error {
 public:
  explicit StatusError(const std::string& message = {}) : Error(kStatus, message) {}

  template <class First, class... Rest>
  explicit StatusError(Pattern<std::type_identity_t<First>, std::type_identity_t<Rest>...> pattern, const First& first,
                       const Rest&... rest)
      : Error(kStatus, format<First, Rest...>(pattern, first, rest...)) {}
};

struct BadRequest : StatusError<400> {
  using StatusError::StatusError;
};
struct Forbidden : StatusError<403> {
  using StatusError::StatusError;
};
struct NotFound : StatusError<404> {
  using StatusError::StatusError;
};
struct MethodNotAllowed : StatusError<405> {
  using StatusError::StatusError;
};
struct Conflict : StatusError<409> {
  using StatusError::StatusError;
};
struct NotAcceptable : StatusError<406> {
  using StatusError::StatusError;
};
struct Gone : StatusError<410> {
  using StatusError::StatusError;
};
struct PreconditionFailed : StatusError<412> {
  using StatusError::StatusError;
};
struct PayloadTooLarge : StatusError<413> {
  using StatusError::StatusError;
};
struct UnsupportedMediaType : StatusError<415> {
  using StatusError::StatusError;
};
struct UnprocessableEntity : StatusError<422> {
  using StatusError::StatusError;
};
struct InternalServerError : StatusError<500> {  // unlike other exceptions, the caller is told its message
  using StatusError::StatusError;
};
struct NotImplemented : StatusError<501> {
  using StatusError::StatusError;
};
struct BadGateway : StatusError<502> {
  using StatusError::StatusError;
};
struct Timeout : StatusError<504> {
  using StatusError::StatusError;
};

struct Unauthorized : StatusError<401> {
  // `challenge` becomes the WWW-Authenticate header: Basic realm="Application"
  explicit Unauthorized(const std::string& message, const std::string& challenge = {}) : StatusError(message) {
    if (!challenge.empty()) headers.set("WWW-Authenticate", challenge);
  }
};

template <int kStatus>
struct RetryLater : StatusError<kStatus> {
  explicit RetryLater(const std::string& message, int retry_after_seconds = 1) : StatusError<kStatus>(message) {
    this->headers.set("Retry-After", std::to_string(retry_after_seconds));
  }
};
struct TooManyRequests : RetryLater<429> {
  using RetryLater::RetryLater;
};
struct ServiceUnavailable : RetryLater<503> {
  using RetryLater::RetryLater;
};

// Thrown by invoke() when the other service failed in a way that is nobody's business but ours: it does not exist, is
// not active, or threw something that is not a zato::Error. Uncaught, it is a 500 without details.
class InvokeError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace detail {
inline void field_missing(std::string_view name) { throw BadRequest("Required parameter `{}` is missing", name); }
inline void field_not_a_number(std::string_view name) { throw BadRequest("Parameter `{}` is not a number", name); }
}  // namespace detail

}  // namespace zato
