#include "server/channels/client_address.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace zato::server {

base::Result<TrustedProxies> TrustedProxies::parse(std::string_view text) {
  constexpr std::string_view kSeparators = ", \t";
  TrustedProxies proxies;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(kSeparators), text.size());
    if (const auto word = text.substr(0, end); !word.empty()) {
      const auto network = base::IpNetwork::parse(word);
      if (!network) return base::fail(base::Code::kInvalidArgument, "trusted_proxies: " + std::string(word) + " is no address or network");
      proxies.networks_.push_back(*network);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return proxies;
}

bool TrustedProxies::trusts(std::string_view address) const {
  if (address.empty()) return true;
  const auto known = base::IpAddress::parse(address);
  return known && std::ranges::any_of(networks_, [&](const auto& network) { return network.contains(*known); });
}

std::string_view TrustedProxies::client_of(const http::Request& request) const {
  std::string_view client = request.peer_address;
  // Each proxy appends whom it saw, so the list is read from its end.
  for (auto field = request.fields.rbegin(); field != request.fields.rend(); ++field) {
    if (!base::iequals(field->name, "X-Forwarded-For")) continue;
    std::string_view list = field->value;
    while (!list.empty()) {
      if (!trusts(client)) return client;
      const auto comma = list.rfind(',');
      const auto before = comma == std::string_view::npos ? std::string_view() : list.substr(0, comma);
      if (const auto one = base::trim(list.substr(comma == std::string_view::npos ? 0 : comma + 1)); !one.empty()) client = one;
      list = before;
    }
  }
  return client;
}

}  // namespace zato::server
