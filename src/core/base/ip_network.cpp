#include "base/ip_network.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.hpp"

namespace zato::base {
namespace {

constexpr std::size_t kLongest = INET6_ADDRSTRLEN;
constexpr int kIpv4Begins = 96;  // bits before the IPv4 address in ::ffff:a.b.c.d

bool is_ipv4(std::string_view text) { return text.find(':') == std::string_view::npos; }

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  std::array<char, kLongest + 1> zero_ended{};
  if (text.size() > kLongest || text.find('\0') != std::string_view::npos) return std::nullopt;
  std::copy(text.begin(), text.end(), zero_ended.begin());
  IpAddress address;
  if (!is_ipv4(text)) {
    if (::inet_pton(AF_INET6, zero_ended.data(), address.bytes_.data()) != 1) return std::nullopt;
    return address;
  }
  address.bytes_[10] = address.bytes_[11] = 0xFF;
  if (::inet_pton(AF_INET, zero_ended.data(), address.bytes_.data() + kIpv4Begins / 8) != 1) return std::nullopt;
  return address;
}

std::optional<IpNetwork> IpNetwork::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  IpNetwork network;
  network.address_ = *address;
  if (slash == std::string_view::npos) return network;
  const int before = is_ipv4(text.substr(0, slash)) ? kIpv4Begins : 0;
  const auto bits = parse_number<unsigned>(text.substr(slash + 1));
  if (!bits || *bits > static_cast<unsigned>(128 - before)) return std::nullopt;
  network.prefix_ = before + static_cast<int>(*bits);
  return network;
}

bool IpNetwork::contains(const IpAddress& address) const noexcept {
  const auto whole = static_cast<std::size_t>(prefix_ / 8);
  const auto& ours = address_.bytes_;
  const auto& theirs = address.bytes_;
  if (!std::equal(ours.begin(), ours.begin() + static_cast<std::ptrdiff_t>(whole), theirs.begin())) return false;
  const unsigned rest = static_cast<unsigned>(prefix_ % 8);
  return rest == 0 || ((ours[whole] ^ theirs[whole]) >> (8 - rest)) == 0;
}

}  // namespace zato::base
