// The one error value of the project. Codecs, sockets and drivers return it inside Result<T>; boundaries (HTTP, CLI) turn its
// code into a status or an exit code.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace zato::base {

enum class Code {
  kInvalidArgument,    // the caller's input is wrong
  kUnauthenticated,    // no or wrong credentials
  kPermissionDenied,   // known, but not allowed
  kNotFound,
  kAlreadyExists,
  kConflict,           // the object changed meanwhile
  kResourceExhausted,  // a limit or a queue is full
  kUnavailable,        // a peer or a database is away; a retry may help
  kTimeout,
  kCancelled,          // we were told to stop
  kCorrupt,            // stored or received data breaks its format
  kUnsupported,
  kIo,                 // the operating system refused
  kInternal,           // a defect of ours
};

std::string_view code_name(Code code) noexcept;

// Value type, cheap to move. `message` names the operation and the object it was about; it never holds a secret.
struct Error {
  Code code = Code::kInternal;
  std::string message;
  std::shared_ptr<const Error> cause = nullptr;  // what lies underneath, if anything

  // "message: cause: cause of the cause"
  std::string text() const;
};

// Error{code, message} that keeps `cause` underneath.
Error wrap(Code code, std::string message, Error cause);

// Error of a failed system call: "message: <strerror>". The code is derived from `errno_value`.
Error errno_error(std::string message, int errno_value);

}  // namespace zato::base
