#include "outgoing/address_guard.hpp"

#include <gtest/gtest.h>

namespace zato::outgoing {
namespace {

TEST(AddressGuard, LetsThroughWhatIsOutside) {
  const AddressGuard guard;
  for (const char* address : {"8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:2800:220:1::1", "::ffff:8.8.8.8"})
    EXPECT_TRUE(guard.check(address)) << address;
}

TEST(AddressGuard, RefusesWhatIsInsideInAnySpelling) {
  const AddressGuard guard;
  for (const char* address : {"127.0.0.1",
                              "127.9.9.9",
                              "0.0.0.0",
                              "10.0.0.1",
                              "172.16.0.1",
                              "192.168.1.1",
                              "169.254.169.254",
                              "100.100.100.200",
                              "168.63.129.16",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::ffff:127.0.0.1",
                              "::ffff:169.254.169.254",
                              "::127.0.0.1",
                              "64:ff9b::7f00:1",
                              "2002:7f00:1::",
                              "fe80::1",
                              "fd00:ec2::254",
                              "ff02::1",
                              "",
                              "localhost"})
    EXPECT_FALSE(guard.check(address)) << address;
}

TEST(AddressGuard, LetsThroughWhatIsListed) {
  const auto guard = AddressGuard::parse("127.0.0.1, 10.1.0.0/16\nfd00::/8");
  ASSERT_TRUE(guard);
  EXPECT_TRUE(guard->check("127.0.0.1"));
  EXPECT_TRUE(guard->check("::ffff:10.1.2.3"));
  EXPECT_TRUE(guard->check("fd12::1"));
  EXPECT_FALSE(guard->check("127.0.0.2"));
  EXPECT_FALSE(guard->check("10.2.0.1"));
  EXPECT_FALSE(AddressGuard::parse("127.0.0.1, example.com"));
}

}  // namespace
}  // namespace zato::outgoing
