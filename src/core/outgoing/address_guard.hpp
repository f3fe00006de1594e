// AddressGuard: which addresses may be connected to where a URL came from outside rather than from the configuration
// (redirects). Asked for the very address that is connected to, so that neither another spelling of an address nor a
// name whose entry changes gets around it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/ip_network.hpp"
#include "base/result.hpp"

namespace zato::outgoing {

class AddressGuard {
 public:
  AddressGuard() = default;
  // `listed`: addresses and networks between commas or blanks that are let through after all. kInvalidArgument names
  // the word that is neither.
  static base::Result<AddressGuard> parse(std::string_view listed);

  // kPermissionDenied for what leads into this host, its networks or a cloud's metadata: loopback, link-local, private,
  // shared, multicast and reserved addresses, also those inside IPv6 ones.
  base::Result<void> check(const std::string& address) const;

 private:
  std::vector<base::IpNetwork> listed_;
};

}  // namespace zato::outgoing
