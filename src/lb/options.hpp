// From the settings of lb-agent.conf to the plain options of this folder's classes. Called by app.cpp.
#pragma once

#include "config/lb_settings.hpp"
#include "lb/agent.hpp"
#include "lb/balancer.hpp"
#include "log/log.hpp"
#include "odb/database.hpp"

namespace zato::lb {

Settings traffic_settings(const config::LbMainSettings& settings);
BalancerOptions balancer_options(const config::LbMainSettings& settings, const std::filesystem::path& directory);
AgentOptions agent_options(const config::LbMainSettings& settings);
odb::Options odb_options(const config::LbMainSettings& settings);
log::Options log_options(const config::LbMainSettings& settings);

}  // namespace zato::lb
