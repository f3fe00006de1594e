// From the settings of scheduler.conf to the plain options of this folder's classes. Called by app.cpp.
#pragma once

#include "broker/broker.hpp"
#include "config/scheduler_settings.hpp"
#include "log/log.hpp"
#include "odb/database.hpp"
#include "scheduler/runner.hpp"

namespace zato::scheduler {

odb::Options odb_options(const config::SchedulerSettings& settings);
log::Options log_options(const config::SchedulerSettings& settings);
broker::Broker::Options broker_options(const config::SchedulerSettings& settings);
Runner::Options runner_options(const config::SchedulerMainSettings& settings);

}  // namespace zato::scheduler
