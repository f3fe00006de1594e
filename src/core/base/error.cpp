#include "base/error.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

namespace zato::base {

std::string_view code_name(Code code) noexcept {
  switch (code) {
    case Code::kInvalidArgument: return "invalid argument";
    case Code::kUnauthenticated: return "unauthenticated";
    case Code::kPermissionDenied: return "permission denied";
    case Code::kNotFound: return "not found";
    case Code::kAlreadyExists: return "already exists";
    case Code::kConflict: return "conflict";
    case Code::kResourceExhausted: return "resource exhausted";
    case Code::kUnavailable: return "unavailable";
    case Code::kTimeout: return "timeout";
    case Code::kCancelled: return "cancelled";
    case Code::kCorrupt: return "corrupt";
    case Code::kUnsupported: return "unsupported";
    case Code::kIo: return "i/o error";
    case Code::kInternal: return "internal error";
  }
  return "internal error";
}

std::string Error::text() const {
  std::string out = message;
  for (auto* under = cause.get(); under; under = under->cause.get()) out += ": " + under->message;
  return out;
}

Error wrap(Code code, std::string message, Error cause) {
  return {code, std::move(message), std::make_shared<const Error>(std::move(cause))};
}

namespace {

Code code_of_errno(int value) {
  switch (value) {
    case ENOENT: return Code::kNotFound;
    case EEXIST: return Code::kAlreadyExists;
    case EACCES:
    case EPERM: return Code::kPermissionDenied;
    case ETIMEDOUT: return Code::kTimeout;
    case ECONNREFUSED:
    case ECONNRESET:
    case EPIPE:
    case EHOSTUNREACH:
    case ENETUNREACH: return Code::kUnavailable;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOSPC:
    case EAGAIN: return Code::kResourceExhausted;
    case ECANCELED: return Code::kCancelled;
    default: return Code::kIo;
  }
}

}  // namespace

Error errno_error(std::string message, int errno_value) {
  return {code_of_errno(errno_value), std::move(message) + ": " + std::generic_category().message(errno_value)};
}

}  // namespace zato::base
