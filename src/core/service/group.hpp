// Several services invoked at the same time. Private to the invoker (frame.hpp).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "service/frame.hpp"

namespace zato::service {

// Runs all targets on fibers of their own and waits for them until the deadline of `origin`. In the order of `targets`.
std::vector<zato::Outcome> run_all(const Origin& origin, std::string_view cid, std::vector<zato::Target>&& targets);

// The same in the background, on behalf of the service `source`, and tells the callbacks. Returns the correlation id of
// all of it.
std::string start_group(const Origin& origin, std::string source, zato::Group&& group);

}  // namespace zato::service
