// How a command fails: a message for people, or none where all is said, and one of Zato's exit codes. Thrown by commands, caught by main.cpp alone.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "base/result.hpp"

namespace zato::cli {

// Zato's codes (SYS_ERROR of 3.2). 2 is also what a wrong command line ends with.
enum class ExitCode {
  kOk = 0,
  kOdbExists = 1,
  kFileMissing = 2,
  kNotAComponent = 3,
  kNoOdbFound = 4,
  kDirectoryNotEmpty = 5,
  kClusterNameExists = 6,
  kServerNameExists = 7,
  kNoSuchCluster = 8,
  kAlreadyRunning = 9,
  kNoPidFound = 10,
  kNoSuchWebAdminUser = 11,
  kNoInput = 12,
  kConflictingOptions = 13,
  kNoOptions = 14,
  kInvalidInput = 15,
  kException = 16,
  kCannotMigrate = 17,
  kFailedToStart = 18,
  kFoundPidfile = 19,
  kUserExists = 20,
  kValidationError = 21,
  kNoSuchSsoUser = 22,
  kNotAServer = 23,
  kNotAWebAdmin = 24,
  kNotALoadBalancer = 25,
  kNotAScheduler = 26,
  kCacheKeyMissing = 27,
  kServerTimeout = 28,
  kParameterMissing = 29,
  kPathNotAFile = 30,
  kNoSuchPath = 31,
};

class Failure : public std::runtime_error {
 public:
  Failure(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ExitCode code() const noexcept { return code_; }

 private:
  ExitCode code_;
};

// The value, or a Failure with the error's text.
template <class T>
T value_or_fail(base::Result<T> result, ExitCode code = ExitCode::kException) {
  if (!result) throw Failure(code, result.error().text());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace zato::cli
