// Admission: whether a request may go on to its channel's service: credentials, then rate limits. One per worker; loop thread; used by
// rest.cpp.
#pragma once

#include <functional>

#include "server/channels/channel.hpp"
#include "server/channels/client_address.hpp"

namespace zato::server {

class Admission {
 public:
  struct Options {
    TrustedProxies proxies = {};
    SharedCount shared_count = {};  // empty: exact limits are counted by each worker for itself
    // A request without valid credentials was turned away; must not wait. May be empty.
    std::function<void(const Channel& channel, const http::Request& request)> on_stranger = {};
  };
  Admission(Traffic& traffic, Options options) : traffic_(traffic), options_(std::move(options)) {}

  // What the service sees of its channel and caller; null: `response` tells the caller why not. May wait for a shared counter, so
  // the caller holds `channel`.
  std::shared_ptr<const zato::Channel> admit(const Channel& channel, const http::Request& request, http::Response& response);

 private:
  bool identify(const Channel& channel, const http::Request& request, http::Response& response);
  std::shared_ptr<const Guard> member_of(const Channel& channel, const http::Request& request, http::Response& response);
  bool within(RateLimiter& limiter, const Channel& channel, const http::Request& request, http::Response& response);

  Traffic& traffic_;
  const Options options_;
};

}  // namespace zato::server
