// Statistics: what admin services ask about calls of services, of the whole cluster. The worker answers from Redis
// (src/server/statistics); the command line without a server has none.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "zato/json.hpp"

namespace zato::admin {

// Durations are in milliseconds, as everywhere in Zato's statistics.
struct ServiceUsage {
  std::string service;
  std::uint64_t usage = 0;
  std::uint64_t errors = 0;
  std::uint64_t slow = 0;
  std::uint64_t in_flight = 0;
  double total = 0, last = 0, min = 0, max = 0;
  double p50 = 0, p95 = 0, p99 = 0;
  std::string last_called = {};  // UTC; to the precision with which workers report

  double mean() const { return usage == 0 ? 0 : total / static_cast<double>(usage); }
};

// One service in one period: a minute, an hour or a day.
struct PeriodUsage {
  std::uint64_t usage = 0;
  std::uint64_t errors = 0;
  double total = 0, min = 0, max = 0;
};

struct Span {
  base::WallTime start = {};
  base::WallTime stop = {};
};

struct Periods {
  std::vector<base::WallTime> begins = {};  // of each period, ascending
  std::map<std::string, std::vector<PeriodUsage>> services = {};  // by name, as many as `begins`
};

class Statistics {
 public:
  virtual ~Statistics() = default;

  // Of services that have been called, by name. `only`: of one; empty when it never was. All: kUnavailable when Redis is
  // away.
  virtual base::Result<std::vector<ServiceUsage>> usage(const std::string& only = {}) = 0;
  // In periods as short as are still kept for all of the span.
  virtual base::Result<Periods> periods(const Span& span) = 0;
  virtual base::Result<void> forget(const Span& span) = 0;

  // {cid, req_ts, resp_ts, proc_time, slow_threshold, req, resp}, the newest first.
  virtual base::Result<std::vector<Json>> slow_responses(const std::string& service) = 0;
  // The newest one; null when there is none.
  virtual base::Result<Json> sample(const std::string& service) = 0;
};

}  // namespace zato::admin
