#include "base/ip_network.hpp"

#include <gtest/gtest.h>

namespace zato::base {
namespace {

bool contains(std::string_view network, std::string_view address) {
  return IpNetwork::parse(network).value().contains(IpAddress::parse(address).value());
}

TEST(IpNetwork, AnAddressIsANetworkOfOne) {
  EXPECT_TRUE(contains("10.0.0.1", "10.0.0.1"));
  EXPECT_FALSE(contains("10.0.0.1", "10.0.0.2"));
  EXPECT_TRUE(contains("2001:db8::1", "2001:DB8:0::1"));
}

TEST(IpNetwork, LeadingBitsCount) {
  EXPECT_TRUE(contains("10.0.0.0/8", "10.255.1.2"));
  EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(contains("192.168.10.77/20", "192.168.15.255")) << "bits behind the prefix are ignored";
  EXPECT_FALSE(contains("192.168.10.77/20", "192.168.16.0"));
  EXPECT_TRUE(contains("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(contains("2001:db8::/33", "2001:db8:8000::1"));
  EXPECT_TRUE(contains("0.0.0.0/0", "255.255.255.255"));
  EXPECT_FALSE(contains("0.0.0.0/0", "::1")) << "all of IPv4 is not all of IPv6";
  EXPECT_TRUE(contains("::/0", "1.2.3.4"));
}

TEST(IpNetwork, MappedAddressesAreThoseOfIpv4) { EXPECT_TRUE(contains("127.0.0.0/8", "::ffff:127.0.0.1")); }

TEST(IpNetwork, NothingElseIsOne) {
  for (const char* bad : {"", "*", "10", "10.0.0", "10.0.0.256", "10.0.0.1/", "10.0.0.1/33", "10.0.0.1/-1",
                          "10.0.0.1/8/8", "::1/129", "[::1]", "10.0.0.1 ", "localhost", "1:2:3:4:5:6:7:8:9", "::1%lo"})
    EXPECT_FALSE(IpNetwork::parse(bad)) << bad;
  EXPECT_FALSE(IpAddress::parse(std::string_view("10.0.0.1\0x", 10)));
  EXPECT_FALSE(IpAddress::parse("10.0.0.1/8"));
}

}  // namespace
}  // namespace zato::base
