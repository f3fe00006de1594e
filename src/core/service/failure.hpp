// From errors of the server to failures that a service can see, and to words for the log.
#pragma once

#include <string>

#include "base/error.hpp"
#include "zato/runtime.hpp"

namespace zato::service {

// What the invoking service is told when the server could not run the invoked one.
zato::Failure failure_of(const base::Error& error);

// "std::out_of_range: map::at"
std::string described(const zato::Failure& failure);

}  // namespace zato::service
