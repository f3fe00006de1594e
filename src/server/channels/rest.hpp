// RestChannels: from an HTTP request to the service that its channel names, and back. One per worker; loop thread. The routing table
// is immutable and replaced as a whole when the configuration changes: a request goes by the table it began with.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "http/message.hpp"
#include "odb/snapshot.hpp"
#include "server/traffic.hpp"
#include "service/invoker.hpp"

namespace zato::server {

class RestChannels {
 public:
  struct Options {
    std::string default_error_message = "An error has occurred";
  };

  // Both must live longer.
  RestChannels(service::Invoker& invoker, Traffic& traffic, Options options);
  ~RestChannels();

  // A new table from `snapshot`; it takes the old one's place at once. An error names the channel and changes nothing.
  base::Result<void> apply(const odb::Snapshot& snapshot);

  void handle(http::Request& request, http::Response& response);  // fiber

  std::size_t size() const noexcept;

 private:
  struct Table;
  struct Channel;

  ChannelTraffic& route(http::Request& request, http::Response& response);
  void invoke(const Channel& channel, const http::Request& request, http::Response& response);

  service::Invoker& invoker_;
  Traffic& traffic_;
  ChannelTraffic& unmatched_;  // what no channel answered
  Options options_;
  std::shared_ptr<const Table> table_;
};

}  // namespace zato::server
