// RestChannels: from an HTTP request to the service that its channel names, and back. One per worker; loop thread. Channels are
// immutable and replaced one by one when the configuration changes: a request goes by the channel it began with.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "http/message.hpp"
#include "odb/delta.hpp"
#include "odb/snapshot.hpp"
#include "server/channels/admission.hpp"
#include "server/channels/bodies.hpp"
#include "server/channels/channel_maker.hpp"
#include "server/traffic.hpp"
#include "service/invoker.hpp"

namespace zato::server {

class RestChannels {
 public:
  struct Options {
    std::string default_error_message = "An error has occurred";
    Admission::Options admission = {};
    Bodies::Options bodies = {};
  };

  // All must live longer.
  RestChannels(service::Invoker& invoker, Traffic& traffic, const Tokens& tokens, Options options);

  // Puts `next` in force, at the cost of what differs. A channel that cannot be is left out and named in the log.
  base::Result<void> apply(const odb::Snapshot& next, const odb::Delta& delta);

  void handle(http::Request& request, http::Response& response);  // fiber

  std::size_t size() const noexcept { return table_.size(); }

 private:
  void replace_all(const odb::Snapshot& next);
  void put(std::shared_ptr<const Channel> channel);
  std::shared_ptr<const Channel> find(http::Request& request, http::Response& response) const;  // or null, with the answer
  ChannelTraffic& route(http::Request& request, http::Response& response);
  void answer(const Channel& channel, std::shared_ptr<const zato::Channel> seen, const http::Request& request, http::Response& response);
  void invoke(const Channel& channel, std::shared_ptr<const zato::Channel> seen, const http::Request& request, http::Response& response);

  service::Invoker& invoker_;
  Traffic& traffic_;
  ChannelTraffic& unmatched_;  // what no channel answered
  const std::string default_error_message_;
  Admission admission_;
  Bodies bodies_;
  ChannelMaker maker_;
  ChannelTable table_;
};

}  // namespace zato::server
