// ChannelMaker: from the configuration of a channel to the channel, and which channels a change of the configuration is about.
// Loop thread; used by rest.cpp.
#pragma once

#include <set>

#include "odb/delta.hpp"
#include "server/channels/channel_table.hpp"
#include "server/channels/guards.hpp"

namespace zato::server {

class ChannelMaker {
 public:
  explicit ChannelMaker(Traffic& traffic) : traffic_(traffic), guards_(limiters_) {}

  // Nothing, and a line in the log, for a channel that cannot be: it must not keep all others from the server.
  std::shared_ptr<const Channel> make(const objects::RestChannel& config, const odb::Snapshot& snapshot);

  // Forgets what channels share: all of them are made anew.
  void forget() { guards_.clear(); }

  // Brings what channels share up to date and returns the channels that have to be made anew.
  std::set<schema::Id> follow(const odb::Delta& delta, const odb::Snapshot& next, const ChannelTable& table);

 private:
  Traffic& traffic_;
  RateLimiters limiters_;
  Guards guards_;
};

}  // namespace zato::server
