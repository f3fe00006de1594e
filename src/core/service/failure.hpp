// From errors of the server to failures that a service can see, and to words for the log.
#pragma once

#include <string>

#include "base/error.hpp"
#include "zato/runtime.hpp"

namespace zato::service {

// What the invoking service is told when the server could not run the invoked one.
zato::Failure failure_of(const base::Error& error);

// What comes out of a nested call has its line in the log already, where it happened.
bool is_logged(const zato::Failure& failure);
void mark_logged(zato::Failure& failure);

// "std::out_of_range: map::at"
std::string described(const zato::Failure& failure);

}  // namespace zato::service
