#include "server/channels/caller_check.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace zato::server {
namespace {

http::Request request_with(std::string_view name, std::string_view value) {
  http::Request request;
  request.fields.push_back({name, value});
  return request;
}

class BasicAuth : public testing::Test {
 protected:
  bool passes(std::string_view credentials, std::string_view scheme = "Basic ") const {
    const std::string header = std::string(scheme) + base::base64_encode(credentials);
    return check_for(definition_)->passes(request_with("authorization", header));
  }
  objects::BasicAuth definition_{.id = 7, .name = "crm", .username = "joan", .realm = "CRM", .password = base::Secret("pa:ss")};
};

TEST_F(BasicAuth, RightCredentialsPassWhateverTheCaseOfTheScheme) {
  EXPECT_TRUE(passes("joan:pa:ss"));
  EXPECT_TRUE(passes("joan:pa:ss", "bAsIc "));
}

TEST_F(BasicAuth, WrongOnesDoNot) {
  for (const auto* wrong : {"joan:pa:sS", "joan:pa:ss ", "joan:", "Joan:pa:ss", "", "joan:pa:ssx"}) EXPECT_FALSE(passes(wrong)) << wrong;
  EXPECT_FALSE(passes("joan:pa:ss", "Bearer "));
  EXPECT_FALSE(check_for(definition_)->passes(http::Request{}));
}

TEST_F(BasicAuth, AnInactiveDefinitionRefusesEverybody) {
  definition_.is_active = false;
  EXPECT_FALSE(passes("joan:pa:ss"));
}

TEST_F(BasicAuth, ChallengesWithItsRealmAndNamesTheCaller) {
  const auto check = check_for(definition_);
  EXPECT_EQ(check->challenge(), "Basic realm=\"CRM\"");
  EXPECT_EQ(check->security().username, "joan");
  EXPECT_EQ(check->security().type, "basic_auth");
}

TEST(ApiKey, IsComparedInItsOwnHeader) {
  const auto check = check_for(objects::ApiKey{.name = "key", .header = "X-Key", .password = base::Secret("0123456789")});
  EXPECT_TRUE(check->passes(request_with("x-key", "0123456789")));
  EXPECT_FALSE(check->passes(request_with("x-key", "0123456780")));
  EXPECT_FALSE(check->passes(request_with("X-API-Key", "0123456789")));
}

TEST(ApiKey, AnEmptyKeyLetsNobodyIn) {
  const auto check = check_for(objects::ApiKey{.name = "key", .header = "X-Key"});
  EXPECT_FALSE(check->passes(http::Request{}));
  EXPECT_FALSE(check->passes(request_with("X-Key", "")));
}

TEST(UnknownDefinition, LetsNobodyIn) { EXPECT_FALSE(check_for_unknown(9)->passes(request_with("Authorization", "Basic eDp5"))); }

}  // namespace
}  // namespace zato::server
