#include "cli/net.hpp"

#include <gmock/gmock.h>

#include "process/listen.hpp"

namespace zato::cli {
namespace {

using namespace std::chrono_literals;

TEST(Address, MayBePlainAUrlOrIpv6) {
  EXPECT_EQ(parse_address("h:1")->host, "h");
  EXPECT_EQ(parse_address("http://h:17010/zato/ping")->port, 17010);
  EXPECT_EQ(parse_address("[::1]:5")->host, "::1");
  for (const char* wrong : {"", "h", "h:", ":1", "h:0", "h:65536", "h:x"}) EXPECT_FALSE(parse_address(wrong)) << wrong;
}

TEST(Ports, OneInUseIsToldFromAFreeOne) {
  auto listener = process::listen_on({.host = "127.0.0.1", .port = 0});
  ASSERT_TRUE(listener);
  const auto port = *process::bound_port(listener->get());
  EXPECT_FALSE(check_port_free("127.0.0.1", port));
  const auto other = find_free_port(port);
  ASSERT_TRUE(other);
  EXPECT_NE(*other, port);
}

TEST(HttpRequest, NobodyListeningIsAnErrorThatNamesTheAddress) {
  auto listener = process::listen_on({.host = "127.0.0.1", .port = 0});
  const auto port = *process::bound_port(listener->get());
  listener->reset();
  auto response = http_request("127.0.0.1", port, {}, 1s);
  ASSERT_FALSE(response);
  EXPECT_THAT(response.error().text(), testing::HasSubstr("127.0.0.1:" + std::to_string(port)));
}

TEST(HttpRequest, GivesUpAtItsDeadline) {
  auto listener = process::listen_on({.host = "127.0.0.1", .port = 0});  // accepts, never answers
  auto response = http_request("127.0.0.1", *process::bound_port(listener->get()), {}, 50ms);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, base::Code::kTimeout);
}

}  // namespace
}  // namespace zato::cli
