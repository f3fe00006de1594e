// The address of the client behind load balancers. Used where rules depend on it: rate limits.
#pragma once

#include <string_view>
#include <vector>

#include "base/ip_network.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

namespace zato::server {

class TrustedProxies {
 public:
  // Addresses and networks between commas or blanks. kInvalidArgument names the word that is neither.
  static base::Result<TrustedProxies> parse(std::string_view text);

  // Who connected; where that is a trusted proxy, or a Unix socket, the last address in X-Forwarded-For that is none. What
  // strangers write into that header is never believed.
  std::string_view client_of(const http::Request& request) const;

 private:
  bool trusts(std::string_view address) const;

  std::vector<base::IpNetwork> networks_;
};

}  // namespace zato::server
