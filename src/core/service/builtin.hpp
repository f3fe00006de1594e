// Services that every server has: ping, invocation by name, helpers.
#pragma once

#include "base/result.hpp"
#include "service/registry.hpp"

namespace zato::service {

// Adds them. `registry` must outlive its entries' calls: some of them look up others.
base::Result<void> add_builtin_services(Registry& registry);

}  // namespace zato::service
