#include "outgoing/address_guard.hpp"

#include <algorithm>

namespace zato::outgoing {
namespace {

// IPv4 ones match their IPv6 spelling ::ffff:a.b.c.d too (base/ip_network.hpp).
const std::vector<base::IpNetwork>& inner_networks() {
  static const std::vector<base::IpNetwork> networks = [] {
    std::vector<base::IpNetwork> out;
    for (const char* text :
         {"0.0.0.0/8",     "10.0.0.0/8",   "100.64.0.0/10",  "127.0.0.0/8",   "168.63.129.16", "169.254.0.0/16",
          "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4",   "240.0.0.0/4",
          "::/96",         "64:ff9b::/96", "64:ff9b:1::/48", "100::/64",      "2001::/32",     "2002::/16",
          "fc00::/7",      "fe80::/10",    "fec0::/10",      "ff00::/8"})
      out.push_back(*base::IpNetwork::parse(text));
    return out;
  }();
  return networks;
}

bool holds(const std::vector<base::IpNetwork>& networks, const base::IpAddress& address) {
  return std::ranges::any_of(networks, [&](const auto& network) { return network.contains(address); });
}

}  // namespace

base::Result<AddressGuard> AddressGuard::parse(std::string_view listed) {
  AddressGuard guard;
  for (std::size_t at = 0; (at = listed.find_first_not_of(", \t\n", at)) != listed.npos;) {
    const auto end = std::min(listed.find_first_of(", \t\n", at), listed.size());
    const auto word = listed.substr(at, end - at);
    const auto network = base::IpNetwork::parse(word);
    if (!network)
      return base::fail(base::Code::kInvalidArgument,
                        "`" + std::string(word) + "` is neither an address nor a network");
    guard.listed_.push_back(*network);
    at = end;
  }
  return guard;
}

base::Result<void> AddressGuard::check(const std::string& text) const {
  const auto address = base::IpAddress::parse(text);
  if (address && (holds(listed_, *address) || !holds(inner_networks(), *address))) return {};
  return base::fail(base::Code::kPermissionDenied,
                    "address " + text + " is inside, and [outgoing] allowed_networks does not list it");
}

}  // namespace zato::outgoing
