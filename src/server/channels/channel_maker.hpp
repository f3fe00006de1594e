// ChannelMaker: from the configuration of a channel to the channel, and which channels a change of the configuration is about.
// Loop thread; used by rest.cpp.
#pragma once

#include <set>

#include "odb/delta.hpp"
#include "server/channels/channel_table.hpp"
#include "server/channels/response_cache.hpp"

namespace zato::server {

class ChannelMaker {
 public:
  ChannelMaker(Traffic& traffic, const Tokens& tokens) : traffic_(traffic), guards_(limiters_, tokens), groups_(guards_) {}

  // Nothing, and a line in the log, for a channel that cannot be: it must not keep all others from the server.
  std::shared_ptr<const Channel> make(const objects::RestChannel& config, const odb::Snapshot& snapshot);

  // Forgets what channels share: all of them are made anew.
  void forget();

  // Brings what channels share up to date and returns the channels that have to be made anew.
  std::set<schema::Id> follow(const odb::Delta& delta, const odb::Snapshot& next, const ChannelTable& table);

 private:
  std::vector<std::shared_ptr<const Group>> groups_of(const objects::RestChannel& config, const odb::Snapshot& snapshot);

  Traffic& traffic_;
  RateLimiters limiters_;
  Guards guards_;
  Groups groups_;
  ResponseCaches caches_;
};

}  // namespace zato::server
