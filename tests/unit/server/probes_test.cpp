#include "server/probes.hpp"

#include <gmock/gmock.h>

namespace zato::server {
namespace {

using testing::HasSubstr;

class ProbesTest : public testing::Test {
 protected:
  bool ask(std::string_view path, std::string_view query = {}, http::Method method = http::Method::kGet) {
    http::Request request;
    request.method = method;
    request.path = path;
    request.query = query;
    response_.clear();
    return Probes(options_, [this] { return checks_; }, [] { return std::string("metric 1\n# EOF\n"); }).handle(request, response_);
  }

  Probes::Options options_;
  std::vector<Probes::Check> checks_ = {{"configuration", true, true, "sequence 5"}, {"broker", true, false, ""}};
  http::Response response_;
};

TEST_F(ProbesTest, LivezAnswersAsLongAsTheLoopTurns) {
  EXPECT_TRUE(ask("/livez"));
  EXPECT_EQ(response_.status, 200);
}

TEST_F(ProbesTest, ReadyzListsItsChecksOnlyWhenAsked) {
  EXPECT_TRUE(ask("/readyz"));
  EXPECT_EQ(response_.body, "ready\n");
  EXPECT_TRUE(ask("/readyz", "verbose"));
  EXPECT_THAT(response_.body, HasSubstr("[+] configuration ok: sequence 5"));
}

TEST_F(ProbesTest, ARequiredCheckThatFailsIs503) {
  checks_[0].passed = false;
  EXPECT_TRUE(ask("/readyz", "verbose"));
  EXPECT_EQ(response_.status, 503);
  EXPECT_THAT(response_.body, HasSubstr("[-] configuration failed"));
}

TEST_F(ProbesTest, AnOptionalCheckThatFailsIsOnlyTold) {
  checks_[1].passed = false;
  EXPECT_TRUE(ask("/readyz", "verbose"));
  EXPECT_EQ(response_.status, 200);
  EXPECT_THAT(response_.body, HasSubstr("[!] broker failed"));
}

TEST_F(ProbesTest, MetricsAreOpenMetrics) {
  EXPECT_TRUE(ask("/metrics"));
  EXPECT_THAT(response_.content_type, HasSubstr("openmetrics"));
}

TEST_F(ProbesTest, SwitchedOffOnesAreLeftToTheChannels) {
  options_ = {.expose_probes = false, .expose_metrics = false};
  for (const auto* path : {"/livez", "/readyz", "/metrics"}) EXPECT_FALSE(ask(path)) << path;
}

TEST_F(ProbesTest, OtherPathsAndMethodsAreLeftToTheChannels) {
  for (const auto* path : {"/", "/livez/", "/live", "/readyzz", "/zato/ping", "/metric"}) EXPECT_FALSE(ask(path)) << path;
  EXPECT_FALSE(ask("/livez", "", http::Method::kPost));
}

}  // namespace
}  // namespace zato::server
