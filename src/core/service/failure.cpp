// Failures and their words (failure.hpp).
#include "service/failure.hpp"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>
#include <typeinfo>

#include "zato/errors.hpp"

namespace zato::service {

zato::Failure failure_of(const base::Error& error) {
  switch (error.code) {
    case base::Code::kPermissionDenied:
      return {.status = 403, .deliberate = true, .message = error.text()};
    case base::Code::kTimeout:
      return {.status = 504, .deliberate = true, .message = error.text()};
    case base::Code::kResourceExhausted:
    case base::Code::kUnavailable: {
      zato::Failure failure{.status = 503, .deliberate = true, .message = error.text()};
      failure.headers.set("Retry-After", "1");
      return failure;
    }
    default:
      return {.status = 500, .message = error.text()};
  }
}

bool is_logged(const zato::Failure& failure) { return failure.type == typeid(zato::InvokeError).name(); }
void mark_logged(zato::Failure& failure) { failure.type = typeid(zato::InvokeError).name(); }

std::string described(const zato::Failure& failure) {
  if (failure.type.empty()) return failure.message;
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(failure.type.c_str(), nullptr, nullptr, &status), &std::free);
  return (name ? std::string(name.get()) : failure.type) + ": " + failure.message;
}

}  // namespace zato::service
