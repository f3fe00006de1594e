#include "server/channels/client_address.hpp"

#include <gtest/gtest.h>

namespace zato::server {
namespace {

std::string client(std::string_view peer, std::vector<std::string_view> forwarded, std::string_view proxies = "127.0.0.0/8, 10.0.0.1") {
  http::Request request;
  request.peer_address = peer;
  for (const auto value : forwarded) request.fields.push_back({"x-forwarded-for", value});
  return std::string(TrustedProxies::parse(proxies).value().client_of(request));
}

TEST(ClientAddress, IsWhoConnected) {
  EXPECT_EQ(client("1.2.3.4", {}), "1.2.3.4");
  EXPECT_EQ(client("127.0.0.1", {}), "127.0.0.1");
}

TEST(ClientAddress, IsWhomATrustedProxySaw) {
  EXPECT_EQ(client("127.0.0.1", {"1.2.3.4"}), "1.2.3.4");
  EXPECT_EQ(client("", {"1.2.3.4"}), "1.2.3.4") << "over a Unix socket";
  EXPECT_EQ(client("127.0.0.1", {"1.2.3.4, 10.0.0.1"}), "1.2.3.4") << "two proxies";
  EXPECT_EQ(client("127.0.0.1", {"1.2.3.4", "10.0.0.1"}), "1.2.3.4") << "in two fields";
}

TEST(ClientAddress, WhatStrangersWriteIsNotBelieved) {
  EXPECT_EQ(client("1.2.3.4", {"10.9.9.9"}), "1.2.3.4");
  EXPECT_EQ(client("127.0.0.1", {"10.9.9.9, 1.2.3.4"}), "1.2.3.4");
  EXPECT_EQ(client("127.0.0.1", {"10.9.9.9", "1.2.3.4"}), "1.2.3.4");
  EXPECT_EQ(client("127.0.0.1", {"10.9.9.9, nonsense"}), "nonsense");
  EXPECT_EQ(client("127.0.0.1", {"1.2.3.4"}, ""), "127.0.0.1");
}

TEST(ClientAddress, EmptyElementsAreNobody) {
  EXPECT_EQ(client("127.0.0.1", {", ,1.2.3.4, ,"}), "1.2.3.4");
  EXPECT_EQ(client("127.0.0.1", {" , "}), "127.0.0.1");
}

TEST(TrustedProxies, NamesTheWordThatIsNoAddress) {
  const auto parsed = TrustedProxies::parse("10.0.0.1,localhost");
  ASSERT_FALSE(parsed);
  EXPECT_NE(parsed.error().message.find("localhost"), std::string::npos);
}

}  // namespace
}  // namespace zato::server
