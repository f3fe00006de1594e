#include "objects/all.hpp"

#include <gtest/gtest.h>

#include "objects/rest_channel.hpp"
#include "schema/validate.hpp"

namespace zato::objects {
namespace {

TEST(Objects, AreDescribedWithoutDefects) { EXPECT_NO_THROW(all()); }

TEST(Objects, SecurityDefinitionsAreOneFamilyInOneTable) {
  const auto targets = all().targets("security");
  ASSERT_GE(targets.size(), 2U);
  for (const auto* type : targets) EXPECT_EQ(type->table, "sec_base");
}

TEST(Objects, AChannelNeedsAPathAndAService) {
  const RestChannel channel{.name = "crm"};
  const auto problems = schema::check(RestChannel::type(), &channel);
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].field, "url_path");
  EXPECT_EQ(problems[1].field, "service_id");
}

TEST(Objects, AChannelHasTheDefaultsOfZato) {
  const RestChannel channel;
  EXPECT_TRUE(channel.match_slash);
  EXPECT_TRUE(channel.merge_url_params_req);
  EXPECT_EQ(channel.http_accept, "*/*");
  EXPECT_EQ(channel.url_params_pri, "qs-over-path");
  EXPECT_EQ(channel.params_pri, "channel-params-over-msg");
  EXPECT_EQ(channel.audit.messages_sent, 50);
}

}  // namespace
}  // namespace zato::objects
