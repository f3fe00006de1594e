// HAProxy's counters as values: "show stat" (CSV) and "show info" parsed. Pure; the balancer fetches, the agent prints.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace zato::lb {

// One line of "show stat": frontend, backend or server.
struct ProxyCounters {
  std::string status;   // UP, DOWN, MAINT, DRAIN, OPEN … without the "1/2" of a transition
  std::string address;  // servers only
  std::int64_t weight = 0;
  std::int64_t sessions = 0;  // now
  std::int64_t sessions_total = 0;
  std::int64_t queued = 0;
  std::int64_t requests_per_second = 0;
  std::int64_t bytes_in = 0;
  std::int64_t bytes_out = 0;
  std::int64_t responses_2xx = 0;
  std::int64_t responses_4xx = 0;
  std::int64_t responses_5xx = 0;
  std::int64_t connection_errors = 0;
  std::int64_t response_errors = 0;
  std::int64_t retries = 0;
  std::int64_t redispatches = 0;
  std::int64_t seconds_in_status = 0;
  std::string check;  // L7OK, L4CON …
  std::string check_description;
};

struct Counters {
  ProxyCounters frontend;
  ProxyCounters backend;
  std::map<std::string, ProxyCounters> servers;  // by the name in the ODB
};

// Lines of other proxies are skipped. kCorrupt when a column that every version has is absent.
base::Result<Counters> parse_counters(std::string_view csv);

// "Name: value" lines.
std::map<std::string, std::string> parse_info(std::string_view text);

}  // namespace zato::lb
