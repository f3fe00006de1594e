// Traffic: the zato_http_server_* metrics of a worker. Loop thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "http/server.hpp"
#include "metrics/registry.hpp"
#include "zato/channel.hpp"

namespace zato::server {

class Traffic;

// The series of one channel. Shared by the channel's successive configurations, so that counters go on.
class ChannelTraffic {
 public:
  void count(const http::Request& request, int status);

 private:
  friend class Traffic;
  ChannelTraffic(Traffic& traffic, std::string channel);

  struct Resolved {
    http::Method method;
    int status;
    metrics::Counter requests;
  };
  Traffic& traffic_;
  const std::string channel_;
  std::vector<Resolved> resolved_;  // a channel knows a handful of methods and statuses: a scan beats a map
  metrics::Histogram duration_;
};

class Traffic final : public http::Observer {
 public:
  explicit Traffic(metrics::Registry& registry);

  ChannelTraffic& channel(const std::string& name);  // "" for requests that no channel answers
  void count_failed_login(const zato::Security& definition);
  void on_response(const http::Request& request, const http::Response& response, const http::Exchange& exchange) override;

 private:
  friend class ChannelTraffic;

  metrics::CounterFamily& requests_;
  metrics::HistogramFamily& durations_;
  metrics::CounterFamily& refused_;
  metrics::CounterFamily& failed_logins_;
  std::unordered_map<std::string, std::unique_ptr<ChannelTraffic>> channels_;
};

}  // namespace zato::server
