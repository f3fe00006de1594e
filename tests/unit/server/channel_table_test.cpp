#include "server/channels/channel_table.hpp"

#include <gtest/gtest.h>

namespace zato::server {
namespace {

std::shared_ptr<const Channel> channel(schema::Id id, std::string path, std::string accept = "*/*", schema::Id service = 1) {
  Channel made;
  made.config = {.id = id, .name = "channel " + std::to_string(id), .url_path = std::move(path), .service_id = service, .http_accept = std::move(accept)};
  made.config.security_id = 100 + id;
  return std::make_shared<const Channel>(std::move(made));
}

class ChannelTableTest : public testing::Test {
 protected:
  // Ids of the channels that `path` leads to, in the order in which they are asked.
  std::vector<schema::Id> at(std::string_view path) const {
    std::vector<http::PathParameter> parameters;
    std::vector<schema::Id> ids;
    if (const auto match = table_.find(http::Method::kGet, path, parameters); match.target) {
      for (const auto& one : *match.target) ids.push_back(one->config.id);
    }
    return ids;
  }
  using Ids = std::vector<schema::Id>;
  ChannelTable table_;
};

TEST_F(ChannelTableTest, AChannelThatMovedIsFoundAtItsNewPathOnly) {
  ASSERT_TRUE(table_.put(channel(1, "/a")));
  ASSERT_TRUE(table_.put(channel(1, "/b/{id}")));
  EXPECT_EQ(at("/a"), Ids{});
  EXPECT_EQ(at("/b/7"), Ids{1});
  EXPECT_EQ(table_.size(), 1u);
  table_.remove(1);
  EXPECT_EQ(at("/b/7"), Ids{});
  EXPECT_EQ(table_.find(1), nullptr);
}

TEST_F(ChannelTableTest, ChannelsOfOnePathAreAskedInTheSameOrderHoweverTheyCame) {
  const auto json = channel(2, "/a", "application/json"), xml = channel(3, "/a", "application/xml"), any = channel(1, "/a");
  for (const auto& order : {std::vector{json, xml, any}, std::vector{any, xml, json}, std::vector{xml, any, json, any, xml}}) {
    for (const auto& one : order) ASSERT_TRUE(table_.put(one));
    EXPECT_EQ(at("/a"), (Ids{2, 3, 1}));
    table_.remove(2);
    EXPECT_EQ(at("/a"), (Ids{3, 1}));
    table_.remove(3);
    table_.remove(1);
  }
}

TEST_F(ChannelTableTest, KnowsWhichChannelsReferToAServiceOrADefinition) {
  using enum ChannelTable::Target;
  const auto referring = [&](auto target, schema::Id id) { return table_.referring_to(target, id); };
  using Set = std::unordered_set<schema::Id>;
  ASSERT_TRUE(table_.put(channel(1, "/a")) && table_.put(channel(2, "/b")) && table_.put(channel(3, "/c", "*/*", 2)));
  EXPECT_EQ(referring(kService, 1), (Set{1, 2}));
  EXPECT_EQ(referring(kSecurity, 103), Set{3});
  ASSERT_TRUE(table_.put(channel(2, "/b", "*/*", 2)));
  EXPECT_EQ(referring(kService, 1), Set{1});
  EXPECT_EQ(referring(kService, 2), (Set{2, 3}));
  table_.remove(1);
  EXPECT_EQ(referring(kService, 1), Set{});
}

TEST_F(ChannelTableTest, ALookedUpChannelOutlivesItsRemoval) {
  ASSERT_TRUE(table_.put(channel(1, "/a")));
  std::vector<http::PathParameter> parameters;
  const auto kept = table_.find(http::Method::kGet, "/a", parameters).target->front();
  table_.remove(1);
  EXPECT_EQ(kept->config.name, "channel 1");
}

}  // namespace
}  // namespace zato::server
