// Failures that the server tells of, as the exceptions that services know. Used by the other public headers.
#pragma once

#include <stdexcept>
#include <string_view>
#include <utility>

#include "zato/errors.hpp"
#include "zato/runtime.hpp"

namespace zato::detail {

template <class E>
[[noreturn]] void raise_as(Failure&& failure) {
  E error{failure.message};
  error.headers = std::move(failure.headers);
  throw error;
}

[[noreturn]] inline void raise_deliberate(Failure&& failure) {
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
    case 406:
      raise_as<NotAcceptable>(std::move(failure));
    case 409:
      raise_as<Conflict>(std::move(failure));
    case 410:
      raise_as<Gone>(std::move(failure));
    case 412:
      raise_as<PreconditionFailed>(std::move(failure));
    case 413:
      raise_as<PayloadTooLarge>(std::move(failure));
    case 415:
      raise_as<UnsupportedMediaType>(std::move(failure));
    case 422:
      raise_as<UnprocessableEntity>(std::move(failure));
    case 429:
      raise_as<TooManyRequests>(std::move(failure));
    case 500:
      raise_as<InternalServerError>(std::move(failure));
    case 501:
      raise_as<NotImplemented>(std::move(failure));
    case 502:
      raise_as<BadGateway>(std::move(failure));
    case 503:
      raise_as<ServiceUnavailable>(std::move(failure));
    case 504:
      raise_as<Timeout>(std::move(failure));
  }
  Error error(failure.status, failure.message);
  error.headers = std::move(failure.headers);
  throw error;
}

// Of another service.
[[noreturn]] inline void raise(std::string_view service, Failure&& failure) {
  if (!failure.deliberate) throw InvokeError(format("{}: {}", service, failure.message));
  raise_deliberate(std::move(failure));
}

// Of a part of the platform: what is away for now is a ServiceUnavailable, anything else an E.
template <class E>
void check(Failure&& failure) {
  if (failure.status == 0) return;
  if (!failure.deliberate) throw E(failure.message);
  raise_deliberate(std::move(failure));
}

inline Runtime& needed(Runtime* runtime) {
  if (!runtime) throw std::logic_error("this service was not started by a server: there is nothing to call");
  return *runtime;
}

}  // namespace zato::detail
