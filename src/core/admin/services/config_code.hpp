// Configuration as code: zato.config.plan, apply, rollback, export and get-laggards. The documents come from `zato
// config` and `zato enmasse`, or from anybody who speaks JSON.
#pragma once

#include <vector>

#include "admin/service.hpp"

namespace zato::admin {

std::vector<Service> config_code_services();

}  // namespace zato::admin
