// Channel: one REST channel as its requests see it, with everything looked up that they need. Immutable: an edited channel is a
// new one, and a request in flight keeps the one it began with.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "http/route_tree.hpp"
#include "http/status_map.hpp"
#include "objects/rest_channel.hpp"
#include "server/channels/groups.hpp"
#include "server/traffic.hpp"
#include "zato/channel.hpp"
#include "zato/request.hpp"

namespace zato::server {

class ResponseCache;

struct Channel {
  objects::RestChannel config;
  http::RouteOptions route = {};
  std::vector<std::string> parameters = {};  // names in the path, in order
  std::string service = {};
  std::string content_type = {};             // of answers that name none; empty: that of the payload
  zato::Merge merge = zato::Merge::kParamsWin;
  bool path_first = false;   // whether the path wins over the query
  bool is_form = false;
  bool in_envelope = false;  // Zato's own services over JSON
  std::shared_ptr<const zato::Channel> seen_by_services = {};
  ChannelTraffic* traffic = nullptr;
  http::DataFormat format = http::DataFormat::kText;  // of errors
  std::shared_ptr<const Guard> guard = {};            // null: open to everybody
  std::vector<std::shared_ptr<const Group>> groups = {};  // a member of any of them must be calling; empty: there are none
  std::shared_ptr<RateLimiter> limiter = {};          // null: no limit of its own
  std::shared_ptr<ResponseCache> responses = {};      // null: each request is put to the service
  bool recodes = false;                               // between its character set and the UTF-8 that services see
  bool check_parent_limit = true;                     // whether the limit of the caller's definition counts as well
};

}  // namespace zato::server
