// Scheduler job: when a service is invoked without anybody asking: once, every so often, or by a cron definition.
#pragma once

#include <optional>
#include <string>

#include "schema/object_type.hpp"

namespace zato::objects {

struct SchedulerJob {
  schema::Id id = 0, cluster_id = 0;
  std::int64_t version = 0;
  std::string name = {};
  bool is_active = true;
  std::string job_type = "interval_based";
  schema::Id service_id = 0;
  std::string start_date = {};  // UTC; empty: now
  std::string extra = {};       // what the service receives
  std::optional<std::int64_t> weeks = {}, days = {}, hours = {}, minutes = {}, seconds = {};
  std::optional<std::int64_t> repeats = {};  // nothing: for ever
  std::string cron_definition = {};
  std::string timezone = {};             // of the cron definition; empty: UTC
  std::string missed_runs = "once";      // skip, once, all
  std::string overlap = "allow";         // allow, skip, queue

  static const schema::ObjectType& type();
};

}  // namespace zato::objects
