// Changes of configuration files to a cluster, as `zato config` and `zato enmasse` make them.
#pragma once

#include <chrono>

#include <nlohmann/json_fwd.hpp>

#include "cli/admin_client.hpp"

namespace zato::cli {

// Prints the problems of a plan and fails where there are any.
void require_no_problems(const nlohmann::json& plan, ExitCode failure);

// zato.config.apply with the plan's base_sequence: what was looked at is what is done, or nothing is.
nlohmann::json apply_plan(AdminClient& admin, nlohmann::json input, const nlohmann::json& plan);

// Returns once each worker of each live server has applied the change; exit code 28 when time is over before. No
// patience: returns at once.
void wait_until_applied(AdminClient& admin, std::int64_t sequence, std::chrono::milliseconds patience);

Option wait_option();

}  // namespace zato::cli
