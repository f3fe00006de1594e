// Channels that ask for a member of a group, or for a token.
#include "metrics/openmetrics.hpp"
#include "objects/security_group.hpp"
#include "unit/server/channels_fixture.hpp"

namespace zato::server::test {
namespace {

class SecurityGroups : public ChannelsFixture {
 protected:
  SecurityGroups() {
    const auto who = add_service("who", [](zato::Service& s) { s.response.payload = s.channel->security.name + " " + s.channel->security.type; });
    basic_ = insert(objects::BasicAuth{.name = "joan", .username = "joan", .realm = "r", .password = base::Secret("secret")});
    key_ = insert(objects::ApiKey{.name = "key", .header = "X-Key", .password = base::Secret("0123456789")});
    group_ = insert(objects::SecurityGroup{.name = "partners", .members = {"basic_auth-" + std::to_string(basic_.id), "apikey-" + std::to_string(key_.id)}});
    channel_ = insert(objects::RestChannel{.name = "a", .url_path = "/a", .service_id = who, .security_groups = {std::to_string(group_.id)}});
    apply_all();
  }
  Ask with_key(const std::string& key) { return {.path = "/a", .headers = {{"x-key", key}}}; }
  Ask with_basic(const std::string& credentials) { return {.path = "/a", .headers = {{"Authorization", "Basic " + base::base64_encode(credentials)}}}; }

  objects::BasicAuth basic_;
  objects::ApiKey key_;
  objects::SecurityGroup group_;
  objects::RestChannel channel_;
};

TEST_F(SecurityGroups, AnyMemberMayCallAndServicesSeeWhichOne) {
  EXPECT_EQ(answer(with_key("0123456789")), "200 key apikey");
  EXPECT_EQ(answer(with_basic("joan:secret")), "200 joan basic_auth");
}

TEST_F(SecurityGroups, NobodyElseMayAndTwoCredentialsAreOneTooMany) {
  EXPECT_EQ(status({"/a"}), 403);
  EXPECT_EQ(status(with_key("012345678")), 403);
  EXPECT_EQ(status(with_basic("joan:wrong")), 403);
  EXPECT_EQ(status(with_basic("nobody:secret")), 403);
  EXPECT_EQ(status({"/a", "GET", {{"X-API-Key", "0123456789"}}}), 403) << "another header";
  auto both = with_basic("joan:secret");
  both.headers.emplace_back("X-Key", "0123456789");
  EXPECT_EQ(status(both), 400);
}

TEST_F(SecurityGroups, ChangesOfMembersAndOfTheGroupAreInForceAtOnce) {
  key_.password = base::Secret("new");
  key_ = update(key_);
  apply();
  EXPECT_EQ(status(with_key("0123456789")), 403);
  EXPECT_EQ(status(with_key("new")), 200);
  key_.is_active = false;
  key_ = update(key_);
  apply();
  EXPECT_EQ(status(with_key("new")), 403);
  key_.is_active = true;
  key_ = update(key_);
  apply();
  EXPECT_EQ(status(with_key("new")), 200);
  key_.is_active = false;
  key_ = update(key_);
  group_.members.pop_back();
  group_ = update(group_);
  apply();
  key_.is_active = true;
  key_ = update(key_);
  apply();
  EXPECT_EQ(status(with_key("new")), 403) << "no member any more, although it was not active when it left";
  EXPECT_EQ(status(with_basic("joan:secret")), 200);
  group_.is_active = false;
  group_ = update(group_);
  apply();
  EXPECT_EQ(status(with_basic("joan:secret")), 403);
}

TEST_F(SecurityGroups, MayBeReferredToByTheirNames) {
  channel_.security_groups = {"partners"};
  channel_ = update(channel_);
  apply();
  EXPECT_EQ(status(with_basic("joan:secret")), 200);
  group_.name = "friends";
  group_ = update(group_);
  apply();
  EXPECT_EQ(status(with_basic("joan:secret")), 403) << "a group that does not exist lets nobody in";
  insert(objects::SecurityGroup{.name = "partners", .members = {"basic_auth-" + std::to_string(basic_.id)}});
  apply();
  EXPECT_EQ(status(with_basic("joan:secret")), 200);
}

TEST_F(SecurityGroups, FailedLogInsAreCounted) {
  (void)status({"/a"});
  (void)status({"/a"});
  EXPECT_NE(metrics::render(metrics_.snapshot()).find("zato_security_failed_logins_total{definition=\"partners\",type=\"group\"} 2"), std::string::npos);
}

class TokenChannels : public ChannelsFixture {};

TEST_F(TokenChannels, AskForATokenOfTheirDefinition) {
  auto jwt = insert(objects::Jwt{.name = "mobile", .username = "joan", .password = base::Secret("secret"), .ttl = 60});
  const auto other = insert(objects::Jwt{.name = "other", .username = "ann", .password = base::Secret("secret"), .ttl = 60});
  const auto who = add_service("who", [](zato::Service& s) { s.response.payload = s.channel->security.username; });
  insert(objects::RestChannel{.name = "a", .url_path = "/a", .service_id = who, .security_id = jwt.id});
  apply_all();
  const auto with = [&](const objects::Jwt& of) { return Ask{.path = "/a", .headers = {{"Authorization", "Bearer " + tokens_.issue(of, base::Wall::now())}}}; };
  const auto old = with(jwt);
  EXPECT_EQ(answer(old), "200 joan");
  const auto refused = ask({"/a"});
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.header("WWW-Authenticate"), "JWT");
  EXPECT_EQ(status(with(other)), 401);
  jwt.password = base::Secret("new");
  jwt = update(jwt);
  apply();
  EXPECT_EQ(status(old), 401);
  EXPECT_EQ(status(with(jwt)), 200);
}

}  // namespace
}  // namespace zato::server::test
