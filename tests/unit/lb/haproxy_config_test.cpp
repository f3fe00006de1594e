#include "lb/haproxy_config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/file.hpp"
#include "base/text.hpp"

namespace zato::lb {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<Server> kTwo = {{.name = "server1", .address = "127.0.0.1", .port = 17010},
                                  {.name = "server2", .address = "127.0.0.1", .port = 17011}};

// The rendered text, after the real HAProxy has accepted it.
std::string accepted(const Settings& settings, const std::vector<Server>& servers) {
  const auto text = render_config(settings, servers, 20'000);
  if (!text) {
    ADD_FAILURE() << text.error().text();
    return {};
  }
  const auto directory = std::filesystem::temp_directory_path() / ("zato-lb-config-" + base::random_hex(6));
  std::filesystem::create_directory(directory);
  const auto file = directory / "zato.config";
  EXPECT_TRUE(base::write_file_atomically(file, *text, 0600));
  EXPECT_TRUE(base::write_file_atomically(directory / "haproxy.state", "1\n", 0600));
  const auto command = "cd " + directory.string() + " && haproxy -c -q -f zato.config > out 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0) << base::read_file(directory / "out").value_or("") << *text;
  std::filesystem::remove_all(directory);
  return *text;
}

std::string refusal(const Settings& settings, const std::vector<Server>& servers = kTwo) {
  const auto text = render_config(settings, servers, 20'000);
  return text ? "" : text.error().message;
}

TEST(HaproxyConfig, NamesThingsAsZatoDoes) {
  const auto text = accepted({}, kTwo);
  EXPECT_THAT(text, HasSubstr("frontend front_http_plain\n  bind 0.0.0.0:11223\n  monitor-uri /zato-lb-alive\n"));
  EXPECT_THAT(text, HasSubstr("backend bck_http_plain\n  balance roundrobin\n"));
  EXPECT_THAT(text, HasSubstr("  server http_plain--server1 127.0.0.1:17010 weight 100\n"
                              "  server http_plain--server2 127.0.0.1:17011 weight 100\n"));
}

TEST(HaproxyConfig, IsValidWithoutServers) { EXPECT_THAT(accepted({}, {}), Not(HasSubstr("  server "))); }

TEST(HaproxyConfig, CarriesWhatAReloadWithoutLossNeeds) {
  const auto text = accepted({}, kTwo);
  EXPECT_THAT(text, HasSubstr("mode 600 level admin expose-fd listeners\n"));
  EXPECT_THAT(text, HasSubstr("option idle-close-on-response\n"));
}

TEST(HaproxyConfig, RetriesOnlySafeMethodsAfterTheRequestWasSent) {
  const auto text = accepted({}, kTwo);
  EXPECT_THAT(text, HasSubstr("option redispatch 1\n  retries 3\n"));
  EXPECT_THAT(text, HasSubstr("http-request disable-l7-retry unless { method GET HEAD OPTIONS }\n"));
}

TEST(HaproxyConfig, ChecksHealthOverHttpOftenEnoughForTwoSeconds) {
  const auto text = accepted({}, kTwo);
  EXPECT_THAT(text, HasSubstr("http-check send meth GET uri /readyz ver HTTP/1.1"));
  EXPECT_THAT(text, HasSubstr("inter 500ms fastinter 200ms downinter 500ms rise 1 fall 2"));
}

TEST(HaproxyConfig, StartsServersInTheModeTheyWereIn) {
  auto servers = kTwo;
  servers[0].mode = Mode::kDrain;
  servers[1].mode = Mode::kMaintenance;
  servers[1].weight = 7;
  const auto text = accepted({}, servers);
  EXPECT_THAT(text, HasSubstr("server1 127.0.0.1:17010 weight 0\n"));
  EXPECT_THAT(text, HasSubstr("server2 127.0.0.1:17011 weight 7 disabled\n"));
}

TEST(HaproxyConfig, WritesIpv6Addresses) {
  const auto text = accepted({.address = "::1"}, {{.name = "a", .address = "::1", .port = 1}});
  EXPECT_THAT(text, HasSubstr("bind ipv6@::1:11223\n"));
  EXPECT_THAT(text, HasSubstr("server http_plain--a ipv6@::1:1 "));
}

TEST(HaproxyConfig, AcceptsEveryAlgorithmItOffers) {
  for (const auto& name : algorithms())
    EXPECT_THAT(accepted({.algorithm = name}, kTwo), HasSubstr("balance " + name + "\n"));
}

TEST(HaproxyConfig, LimitsRatesAndAddressesWhenAsked) {
  const auto text = accepted({.rate_limit = 50, .allow_from = {"10.0.0.0/8", "::1"}, .deny_from = {"10.1.2.3"}}, kTwo);
  EXPECT_THAT(text, HasSubstr("deny_status 429 if { sc_http_req_rate(0) gt 50 }\n"));
  EXPECT_THAT(text, HasSubstr("acl allowed src 10.0.0.0/8 ::1\n"));
  EXPECT_THAT(text, HasSubstr("acl denied src 10.1.2.3\n"));
  EXPECT_THAT(accepted({}, kTwo), Not(HasSubstr("stick-table")));
}

TEST(HaproxyConfig, OpensInternalPathsOnlyWhenAsked) {
  EXPECT_THAT(accepted({}, kTwo), HasSubstr("return status 404 default-errorfiles if internal\n"));
  const auto text = accepted({.public_paths = {"/zato/json/", "/zato/api/invoke/my.service"}}, kTwo);
  EXPECT_THAT(text, HasSubstr("-m reg '^(/zato/json|/zato/api/invoke/my\\.service)(/|$)'\n"));
  EXPECT_THAT(text, HasSubstr("if internal !public\n"));
}

TEST(HaproxyConfig, SetsResponseHeaders) {
  const auto text = accepted({.response_headers = {{"Strict-Transport-Security", "max-age=63072000; \"x\""}}}, kTwo);
  EXPECT_THAT(text, HasSubstr("set-header Strict-Transport-Security 'max-age=63072000; \"x\"'\n"));
}

TEST(HaproxyConfig, LogsRequestsByChoice) {
  EXPECT_THAT(accepted({}, kTwo), HasSubstr("option dontlog-normal"));
  EXPECT_THAT(accepted({.request_log = RequestLog::kAll}, kTwo), Not(HasSubstr("dontlog-normal")));
  EXPECT_THAT(accepted({.request_log = RequestLog::kOff}, kTwo), HasSubstr("local0 notice\n"));
}

TEST(HaproxyConfig, RefusesWhatCouldBreakOutOfItsLine) {
  EXPECT_THAT(refusal({}, {{.name = "a\n  lua-load x", .address = "h", .port = 1}}), HasSubstr("server name"));
  EXPECT_THAT(refusal({}, {{.name = "a", .address = "h check-via-socks4", .port = 1}}), HasSubstr("address of a"));
  EXPECT_THAT(refusal({}, {{.name = "a", .address = "h", .port = 0}}), HasSubstr("port of a is 0"));
  EXPECT_THAT(refusal({}, {{.name = "a", .address = "h", .port = 1, .weight = 257}}), HasSubstr("weight of a is 257"));
  EXPECT_THAT(refusal({.address = "0.0.0.0 ssl"}), HasSubstr("bind address"));
  EXPECT_THAT(refusal({.check_path = "/x y"}), HasSubstr("check_path"));
  EXPECT_THAT(refusal({.public_paths = {"zato"}}), HasSubstr("must begin with /"));
  EXPECT_THAT(refusal({.response_headers = {{"A", "x' if TRUE"}}}), HasSubstr("header A"));
  EXPECT_THAT(refusal({.connect_timeout = std::chrono::milliseconds(0)}), HasSubstr("connect_timeout"));
}

TEST(HaproxyConfig, SuggestsTheAlgorithmThatWasMeant) {
  EXPECT_THAT(refusal({.algorithm = "roundrobbin"}), HasSubstr("did you mean roundrobin?"));
}

TEST(HaproxyConfig, NeverWantsMoreConnectionsThanFilesAllow) {
  EXPECT_EQ(connections_within(0, 1'048'576), 20'000);
  EXPECT_EQ(connections_within(0, 20'000), 9'900);
  EXPECT_EQ(connections_within(500, 20'000), 500);
  EXPECT_EQ(connections_within(0, 256), 64);
}

}  // namespace
}  // namespace zato::lb
