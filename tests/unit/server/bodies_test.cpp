// Compressed requests and answers.
#include "http/gzip.hpp"
#include "unit/server/channels_fixture.hpp"

namespace zato::server::test {
namespace {

class CompressedBodies : public ChannelsFixture {
 protected:
  CompressedBodies() {
    const auto echo = add_service("echo", [](zato::Service& s) {
      s.response.payload = s.request.payload;
      if (s.request.http.headers.contains("Content-Encoding")) s.response.status_code = 500;
    });
    insert(objects::RestChannel{.name = "gzip", .url_path = "/gzip", .service_id = echo, .content_encoding = "gzip"});
    insert(objects::RestChannel{.name = "plain", .url_path = "/plain", .service_id = echo});
    apply_all();
  }
  std::string packed(const std::string& text) {
    std::string out;
    services_.on_fiber([&] { out = http::gzip(text); });
    return out;
  }
  std::string unpacked(const std::string& text) {
    std::string out;
    services_.on_fiber([&] { out = http::gunzip(text, 1'000'000, [](std::size_t) { return true; }).value_or("not gzip"); });
    return out;
  }
  const std::string text_ = std::string(1000, 'a');
};

TEST_F(CompressedBodies, AnswersAreCompressedForThoseWhoAcceptThat) {
  const auto answered = ask({"/gzip", "POST", {{"Accept-Encoding", "br, gzip"}}, text_});
  EXPECT_EQ(answered.header("Content-Encoding"), "gzip");
  EXPECT_EQ(answered.header("Vary"), "Accept-Encoding");
  EXPECT_EQ(unpacked(answered.body), text_);
  const auto plain = ask({"/gzip", "POST", {{"Accept-Encoding", "gzip;q=0"}}, text_});
  EXPECT_EQ(plain.header("Content-Encoding"), "");
  EXPECT_EQ(plain.header("Vary"), "Accept-Encoding");
  EXPECT_EQ(plain.body, text_);
  EXPECT_EQ(ask({"/plain", "POST", {{"Accept-Encoding", "gzip"}}, text_}).body, text_) << "not configured";
  EXPECT_EQ(ask({"/gzip", "POST", {{"Accept-Encoding", "gzip"}}}).header("Content-Encoding"), "") << "nothing to compress";
}

TEST_F(CompressedBodies, ServicesGetRequestsUnpacked) {
  EXPECT_EQ(answer({"/plain", "POST", {{"Content-Encoding", "gzip"}}, packed(text_)}), "200 " + text_);
  EXPECT_EQ(answer({"/plain", "POST", {{"Content-Encoding", "identity"}}, text_}).substr(0, 3), "500") << "left as it came";
}

TEST_F(CompressedBodies, BadOnesAreRefused) {
  EXPECT_EQ(status({"/plain", "POST", {{"Content-Encoding", "gzip"}}, "not gzip"}), 400);
  EXPECT_EQ(status({"/plain", "POST", {{"Content-Encoding", "gzip"}}, packed(std::string(11 * 1024 * 1024, 'a'))}), 413);
  const auto refused = ask({"/plain", "POST", {{"Content-Encoding", "br"}}, "text"});
  EXPECT_EQ(refused.status, 415);
  EXPECT_EQ(refused.header("Accept-Encoding"), "gzip");
}

}  // namespace
}  // namespace zato::server::test
