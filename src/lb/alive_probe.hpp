// Asks the load balancer's own front door for the page that monitoring systems ask for. Called at the start and by the
// agent.
#pragma once

#include "base/result.hpp"
#include "lb/haproxy_config.hpp"
#include "rt/deadline.hpp"

namespace zato::lb {

// Fiber. kUnavailable says what came instead of 200.
base::Result<void> probe_alive(const Settings& settings, rt::Deadline deadline);

}  // namespace zato::lb
