// What the agent says and understands, as JSON text. agent_api.cpp calls it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lb/balancer.hpp"

namespace zato::lb {

std::string server_json(const ServerView& view);
std::string servers_json(const std::vector<ServerView>& views);
std::string statistics_json(const Counters& counters);
std::string config_json(const Settings& settings, const std::vector<ServerView>& servers, bool custom_source);
std::string algorithm_json(const std::string& algorithm);
std::string result_json(std::string_view result);  // {"result": "ZATO_OK"}

struct HaproxyReport {
  std::string version;
  long uptime_seconds = 0;
  std::string started_at;  // RFC 3339
  long master_pid = 0;
  long worker_pid = 0;
  long connections = 0;
  long max_connections = 0;
  int restarts = 0;
  int reloads = 0;
};
std::string haproxy_json(const HaproxyReport& report);

// {"mode": "drain", "weight": 50}: at least one of both. kInvalidArgument names what is wrong.
struct ServerChange {
  std::optional<Mode> mode;
  std::optional<int> weight;
};
base::Result<ServerChange> parse_server_change(std::string_view body);

// {"algorithm": "leastconn"}
base::Result<std::string> parse_algorithm(std::string_view body);

}  // namespace zato::lb
