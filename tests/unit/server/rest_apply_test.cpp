// Changes of the configuration and the channels that they are about.
#include "unit/server/channels_fixture.hpp"

namespace zato::server::test {
namespace {

class RestApply : public ChannelsFixture {
 protected:
  objects::RestChannel channel(const std::string& path, schema::Id service) { return {.name = path, .url_path = path, .service_id = service}; }
  static Ask with_key(const std::string& path, const std::string& key) { return {.path = path, .headers = {{"X-API-Key", key}}}; }
};

TEST_F(RestApply, ANewAnEditedAndADeletedChannelAreInForceAtOnce) {
  const auto one = add_service("one"), two = add_service("two");
  apply_all();
  EXPECT_EQ(status({"/a"}), 404);
  auto a = insert(channel("/a", one));
  apply();
  EXPECT_EQ(answer({"/a"}), "200 one");
  a.service_id = two;
  a.method = "POST";
  a = update(a);
  apply();
  EXPECT_EQ(status({"/a"}), 405);
  EXPECT_EQ(answer({"/a", "POST"}), "200 two");
  a.url_path = "/b/{id}";
  a = update(a);
  apply();
  EXPECT_EQ(status({"/a", "POST"}), 404);
  EXPECT_EQ(answer({"/b/1", "POST"}), "200 two");
  a.is_active = false;
  a = update(a);
  apply();
  EXPECT_EQ(status({"/b/1", "POST"}), 404);
  remove(a);
  apply();
  EXPECT_EQ(channels_.size(), 0u);
}

TEST_F(RestApply, AnEditedCredentialIsAskedForByAllItsChannels) {
  const auto who = add_service("who", [](zato::Service& s) { s.response.payload = s.channel->security.name; });
  auto key = insert(objects::ApiKey{.name = "key", .password = base::Secret("first")});
  for (const auto* path : {"/a", "/b"}) {
    auto one = channel(path, who);
    one.security_id = key.id;
    insert(one);
  }
  insert(channel("/open", who));
  apply_all();
  EXPECT_EQ(answer(with_key("/a", "first")), "200 key");
  key.password = base::Secret("second");
  key = update(key);
  apply();
  EXPECT_EQ(status(with_key("/a", "first")), 401);
  EXPECT_EQ(answer(with_key("/b", "second")), "200 key");
  key.name = "renamed";
  key = update(key);
  apply();
  EXPECT_EQ(answer(with_key("/a", "second")), "200 renamed");
  EXPECT_EQ(answer(with_key("/b", "second")), "200 renamed");
  key.is_active = false;
  update(key);
  apply();
  EXPECT_EQ(status(with_key("/a", "second")), 401);
  EXPECT_EQ(answer({"/open"}), "200 ");
}

TEST_F(RestApply, ARenamedServiceIsInvokedByItsNewName) {
  const auto id = add_service("old");
  services_.add("new", [](zato::Service& s) { s.response.payload = "new"; });
  insert(channel("/a", id));
  apply_all();
  auto service = odb::expect_ok(store_->get<objects::Service>(id));
  service.name = "new";
  update(service);
  apply();
  EXPECT_EQ(answer({"/a"}), "200 new");
}

TEST_F(RestApply, ARequestInFlightGoesOnWithTheChannelItBeganWith) {
  objects::RestChannel stored;
  const auto id = add_service("slow", [&](zato::Service& s) {
    remove(stored);
    apply();
    s.response.payload = s.request.http.params.at("id") + " " + s.channel->name;
  });
  stored = insert(channel("/a/{id}", id));
  apply_all();
  EXPECT_EQ(answer({"/a/7"}), "200 7 /a/{id}");
  EXPECT_EQ(status({"/a/7"}), 404);
}

TEST_F(RestApply, ChannelsOfOnePathMayCallItsParametersOtherwise) {
  const auto names = add_service("names", [](zato::Service& s) {
    for (const auto& [name, value] : s.request.http.params) s.response.payload = name + "=" + value;
  });
  auto json = channel("/a/{id}", names), xml = channel("/a/{number}", names);
  json.http_accept = "application/json";
  xml.http_accept = "application/xml";
  insert(json);
  insert(xml);
  apply_all();
  EXPECT_EQ(answer({"/a/1", "GET", {{"Accept", "application/json"}}}), "200 id=1");
  EXPECT_EQ(answer({"/a/1", "GET", {{"Accept", "application/xml"}}}), "200 number=1");
  EXPECT_EQ(status({"/a/1", "GET", {{"Accept", "text/plain"}}}), 404);
}

}  // namespace
}  // namespace zato::server::test
