#include "lb/odb_members.hpp"

#include <gtest/gtest.h>

namespace zato::lb {
namespace {

odb::ServerState server(const std::string& name, odb::UpStatus status, const std::string& bind,
                        const std::string& preferred = {}) {
  odb::ServerState state;
  state.name = name;
  state.status = status;
  state.bind_host = bind;
  state.bind_port = 17010;
  state.preferred_address = preferred;
  return state;
}

TEST(OdbMembers, AreServersThatRunOrDrain) {
  const auto members = members_of(
      {server("a", odb::UpStatus::kRunning, "127.0.0.1"), server("b", odb::UpStatus::kDraining, "127.0.0.1"),
       server("c", odb::UpStatus::kCleanDown, "127.0.0.1"), server("d", odb::UpStatus::kNever, "127.0.0.1")});
  ASSERT_EQ(members.size(), 2U);
  EXPECT_EQ(members[0], (Member{.name = "a", .address = "127.0.0.1", .port = 17010}));
  EXPECT_TRUE(members[1].leaving);
}

TEST(OdbMembers, AreReachedWhereTheySay) {
  const auto members = members_of(
      {server("a", odb::UpStatus::kRunning, "0.0.0.0"), server("b", odb::UpStatus::kRunning, "::"),
       server("c", odb::UpStatus::kRunning, "0.0.0.0", "10.0.0.7"), server("d", odb::UpStatus::kRunning, "10.0.0.8")});
  EXPECT_EQ(members[0].address, "127.0.0.1");
  EXPECT_EQ(members[1].address, "::1");
  EXPECT_EQ(members[2].address, "10.0.0.7");
  EXPECT_EQ(members[3].address, "10.0.0.8");
}

}  // namespace
}  // namespace zato::lb
