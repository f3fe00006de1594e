#include "lb/source_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.hpp"

namespace zato::lb {
namespace {

using testing::HasSubstr;

std::string generated() {
  return *render_config({.rate_limit = 5, .response_headers = {{"A", "b"}}}, {{.name = "s", .address = "h", .port = 1}},
                        9'000);
}

// The generated text with `line` put into a section.
std::string with_line(const std::string& section, const std::string& line) {
  return base::replace_all(generated(), "\n" + section + "\n", "\n" + section + "\n  " + line + "\n");
}

std::string verdict(const std::string& text) {
  const auto good = check_source(text);
  return good ? "good" : good.error().message;
}

TEST(SourceRules, AcceptWhatTheProductItselfWrites) { EXPECT_EQ(verdict(generated()), "good"); }

TEST(SourceRules, AcceptOrdinaryTraffickRules) {
  for (const auto* line :
       {"http-request deny if { path_beg /private }", "bind :8080", "bind 10.0.0.1:443 ssl crt /etc/x.pem",
        "http-request set-header X-A \"%[src]\"  # why", "use_backend other if { hdr(host) -i a.example }",
        "acl x path_reg '^/a(/|$)'", "log 127.0.0.1:514 local0", "compression algo gzip"}) {
    EXPECT_EQ(verdict(with_line("frontend front_http_plain", line)), "good") << line;
  }
  EXPECT_EQ(verdict(with_line("global", "tune.bufsize 32768")), "good");
  EXPECT_EQ(verdict(generated() + "\nbackend other\n  server a 10.0.0.1:80 check\n"), "good");
}

class Forbidden : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Forbidden, IsRefusedWithItsLine) {
  const auto& [section, line] = GetParam();
  const auto text = with_line(section, line);
  const auto before = text.substr(0, text.rfind(std::string("\n  ") + line + "\n") + 1);
  const auto number = std::count(before.begin(), before.end(), '\n') + 1;
  EXPECT_THAT(verdict(text), testing::StartsWith("line " + std::to_string(number) + ": ")) << line;
}

constexpr auto kGlobal = "global";
constexpr auto kFront = "frontend front_http_plain";
INSTANTIATE_TEST_SUITE_P(
    SourceRules, Forbidden,
    testing::Values(
        std::pair(kGlobal, "lua-load /tmp/x.lua"), std::pair(kGlobal, "lua-load-per-thread /tmp/x.lua"),
        std::pair(kGlobal, "lua-prepend-path /tmp"), std::pair(kGlobal, "insecure-fork-wanted"),
        std::pair(kGlobal, "insecure-setuid-wanted"), std::pair(kGlobal, "external-check"),
        std::pair(kGlobal, "stats socket /tmp/s mode 666 level admin"),
        std::pair(kGlobal, "stats socket ipv4@*:9999 level admin"), std::pair(kGlobal, kStatsSocketLine.data()),
        std::pair(kGlobal, "user root"), std::pair(kGlobal, "chroot /"), std::pair(kGlobal, "pidfile /tmp/x"),
        std::pair(kGlobal, "setenv A b"), std::pair(kGlobal, "daemon"),
        std::pair(kGlobal, "server-state-file /etc/passwd"), std::pair(kGlobal, "log /dev/log local0"),
        std::pair(kGlobal, "'lua-load' /tmp/x.lua"), std::pair(kGlobal, "lua\\-load /tmp/x.lua"),
        std::pair(kGlobal, "\"lua${NOTHING}-load\" /tmp/x.lua"), std::pair(kGlobal, "\\x6cua-load /tmp/x.lua"),
        std::pair(kGlobal, "LUA-LOAD /tmp/x"), std::pair(kGlobal, "tune.lua.maxmem 0"), std::pair(kGlobal, ".if 1"),
        std::pair(kGlobal, "expose-experimental-directives"), std::pair(kFront, "bind unix@/tmp/s"),
        std::pair(kFront, "bind /tmp/s"), std::pair(kFront, "bind fd@3"), std::pair(kFront, "bind :1,unix@/tmp/s"),
        std::pair(kFront, "bind abns@x"), std::pair(kFront, "option external-check"),
        std::pair(kFront, "external-check command /bin/sh"), std::pair(kFront, "errorfile 503 /etc/shadow"),
        std::pair(kFront, "http-request return status 200 content-type text/plain file /etc/shadow"),
        std::pair(kFront, "http-request return lf-file /etc/shadow"), std::pair(kFront, "acl x src -f /etc/shadow"),
        std::pair(kFront, "http-request set-header A %[src,map(/etc/shadow)]"),
        std::pair(kFront, "http-request set-header A %[path,map_beg(/etc/shadow,x)]"),
        std::pair(kFront, "http-request use-service lua.x"), std::pair(kFront, "stats enable"),
        std::pair(kFront, "filter spoe config /tmp/x"), std::pair(kFront, "log /dev/log local0"),
        std::pair(kFront, "server x unix@/run/docker.sock"), std::pair(kFront, "load-server-state-from-file local"),
        std::pair(kFront, "bind :1 \"unclosed")));

TEST(SourceRules, RefuseForeignSections) {
  for (const auto* section :
       {"program x\n  command /bin/sh", "peers p", "mailers m", "ring r", "fcgi-app a", "traces"}) {
    EXPECT_THAT(verdict(generated() + "\n" + section + "\n"), HasSubstr("section")) << section;
  }
}

TEST(SourceRules, InsistOnTheSocketAndTheMarkers) {
  const auto without = [](std::string_view line) { return base::replace_all(generated(), std::string(line), ""); };
  EXPECT_THAT(verdict(without(kStatsSocketLine)), HasSubstr("stats socket"));
  EXPECT_THAT(verdict(without(kServersBegin)), HasSubstr("marker lines"));
  EXPECT_THAT(verdict(without(kServersEnd)), HasSubstr("must stand once"));
  EXPECT_THAT(verdict(with_line("frontend front_http_plain", std::string(kServersBegin))), HasSubstr("in backend"));
  EXPECT_THAT(verdict(""), HasSubstr("is missing"));
}

TEST(SourceRules, PutTheServersBetweenTheMarkers) {
  const auto text = with_servers(generated(), {{.name = "new", .address = "10.0.0.9", .port = 2, .weight = 3}});
  EXPECT_THAT(text, HasSubstr("begin servers\n  server http_plain--new 10.0.0.9:2 weight 3\n  # ZATO end servers\n"));
  EXPECT_EQ(text.find("http_plain--s "), std::string::npos);
  EXPECT_EQ(with_servers(text, {{.name = "s", .address = "h", .port = 1}}), generated());
}

}  // namespace
}  // namespace zato::lb
