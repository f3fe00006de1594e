// Addresses and networks of clients, as administrators write them in rules: 10.0.0.1, 10.0.0.0/8, 2001:db8::/32.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace zato::base {

// An IPv6 address; one of IPv4 is held as ::ffff:a.b.c.d, so that both ways of writing it are the same.
class IpAddress {
 public:
  static std::optional<IpAddress> parse(std::string_view text);

  friend bool operator==(const IpAddress&, const IpAddress&) = default;

 private:
  friend class IpNetwork;
  std::array<unsigned char, 16> bytes_{};
};

class IpNetwork {
 public:
  // An address, or an address and how many of its leading bits count. Bits behind them are ignored.
  static std::optional<IpNetwork> parse(std::string_view text);

  bool contains(const IpAddress& address) const noexcept;
  int prefix() const noexcept { return prefix_; }  // of 128: the larger, the fewer addresses

 private:
  IpAddress address_;
  int prefix_ = 128;
};

}  // namespace zato::base
