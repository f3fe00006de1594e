// From path, query and body to the input of a service.
#include "unit/server/channels_fixture.hpp"
#include "zato/json.hpp"

namespace zato::server::test {
namespace {

class Parameters : public ChannelsFixture {
 protected:
  Parameters() {
    channel_ = {.name = "a", .url_path = "/a/{id}", .data_format = "json"};
    channel_.service_id = add_service("input", [](zato::Service& s) { s.response.payload = zato::input(s.request); });
  }
  // The input that /a/path?id=query&x=1&x=2 with this body gives, as JSON.
  std::string input(const std::string& body, const std::string& target = "/a/path?id=query&x=1&x=2") {
    if (stored_.id == 0) stored_ = insert(channel_);
    else stored_ = update(stored_);
    apply_all();
    return answer({.path = target, .method = "POST", .body = body});
  }
  objects::RestChannel channel_, stored_;
};

TEST_F(Parameters, OfTheUrlWinOverTheMessageAndTheQueryOverThePath) {
  EXPECT_EQ(input(R"({"id": 1, "y": [2]})"), R"(200 {"id":"query","x":["1","2"],"y":[2]})");
  EXPECT_EQ(input("", "/a/path"), R"(200 {"id":"path"})");
}

TEST_F(Parameters, PrioritiesAreAsTheChannelSays) {
  channel_.url_params_pri = "path-over-qs";
  EXPECT_EQ(input(R"({"id": 1})"), R"(200 {"id":"path","x":["1","2"]})");
  stored_.params_pri = "msg-over-channel-params";
  EXPECT_EQ(input(R"({"id": 1})"), R"(200 {"id":1,"x":["1","2"]})");
  stored_.merge_url_params_req = false;
  EXPECT_EQ(input(R"({"y": 1})"), R"(200 {"y":1})");
}

TEST_F(Parameters, AMessageThatIsNoObjectIsTheInput) {
  EXPECT_EQ(input("[1, 2]"), "200 [1,2]");
  EXPECT_EQ(input("not json").substr(0, 3), "400");
}

TEST_F(Parameters, AFormIsAMessage) {
  channel_.data_format = "form";
  EXPECT_EQ(input("name=J%C3%BCrgen+X&id=7&tag=a&tag=b", "/a/path"), R"(200 {"id":"path","name":"Jürgen X","tag":["a","b"]})");
  EXPECT_EQ(input("name=%zz", "/a/path").substr(0, 3), "400");
}

TEST_F(Parameters, OtherFormatsAreLeftToTheService) {
  channel_.data_format = "xml";
  EXPECT_EQ(input("<a/>", "/a/path"), R"(200 {"id":"path"})");
  EXPECT_EQ(ask({"/a/1", "POST", {}, "<a/>"}).content_type, "application/json") << "the service's own answer is JSON";
}

TEST_F(Parameters, SlashesAreAPartOfThemWhereTheChannelSaysSo) {
  EXPECT_EQ(input("", "/a/b/c"), R"(200 {"id":"b/c"})");
  stored_.match_slash = false;
  EXPECT_EQ(input("", "/a/b/c").substr(0, 3), "404");
  EXPECT_EQ(input("", "/a/b"), R"(200 {"id":"b"})");
}

TEST_F(Parameters, TheClientsWishesDecideBetweenChannelsOfOnePath) {
  for (const auto* type : {"application/json", "application/xml", "*/*"}) {
    const auto service = add_service(type);
    insert(objects::RestChannel{.name = type, .url_path = "/t", .service_id = service, .http_accept = type});
  }
  apply_all();
  const auto wish = [&](std::string accept) { return answer({"/t", "GET", {{"Accept", std::move(accept)}}}); };
  EXPECT_EQ(wish("application/json;q=0.5, application/xml"), "200 application/xml");
  EXPECT_EQ(wish("application/json, application/xml;q=0.5"), "200 application/json");
  EXPECT_EQ(wish("text/csv, application/json;q=0.5"), "200 */*");
  EXPECT_EQ(wish("*/*"), "200 application/json") << "those that ask for more come first, by name";
  EXPECT_EQ(answer({"/t"}), "200 application/json");
}

}  // namespace
}  // namespace zato::server::test
