#include "objects/rules.hpp"

#include <gtest/gtest.h>

namespace zato::objects {
namespace {

TEST(UrlPath, IsAbsoluteAndNamesItsParametersOnce) {
  EXPECT_EQ(url_path("/"), "");
  EXPECT_EQ(url_path("/crm/customer/{id}/order/{order-id}"), "");
  EXPECT_EQ(url_path("crm"), "must start with `/`");
  EXPECT_EQ(url_path("/crm?id=1"), "must not contain a blank, `?` or `#`");
  EXPECT_EQ(url_path("/crm/{id"), "has a brace without its partner");
  EXPECT_EQ(url_path("/crm/}id{"), "has a brace without its partner");
  EXPECT_EQ(url_path("/crm/{a{b}}"), "has a brace without its partner");
  EXPECT_EQ(url_path("/crm/{id}/{id}"), "has the parameter `{id}` twice");
  EXPECT_NE(url_path("/crm/{}"), "");
}

TEST(HeaderName, IsAToken) {
  EXPECT_EQ(header_name("X-API-Key"), "");
  EXPECT_NE(header_name("X API Key"), "");
  EXPECT_NE(header_name("X-Key:"), "");
}

TEST(Url, NamesASchemeAndAHost) {
  EXPECT_EQ(url("https://example.com/oauth2/token?tenant=1"), "");
  EXPECT_EQ(url("http://"), "names no host");
  EXPECT_EQ(url("http://:80/"), "names no host");
  EXPECT_EQ(url("ftp://example.com"), "must start with `http://` or `https://`");
  EXPECT_NE(url("http://exa mple.com"), "");
  EXPECT_EQ(http_host("https://crm.example.com:8443"), "");
  EXPECT_NE(http_host("https://crm.example.com?x=1"), "");
}

TEST(Lines, AreKeysAndValues) {
  EXPECT_EQ(key_value_lines("a=1\n\n# comment\n b = x=y \n"), "");
  EXPECT_EQ(key_value_lines("a=1\nb"), "line 2 is not key=value");
  EXPECT_EQ(key_value_lines("=1"), "line 1 is not key=value");
}

TEST(RateLimits, NameAnAddressAndARate) {
  EXPECT_EQ(rate_limit_lines("127.0.0.1=1/m\n10.0.0.0/8 = 500/h\n::1=*\n*=3000/d"), "");
  EXPECT_EQ(rate_limit_lines("crm=1/m"), "line 1 begins with `crm`, which is no address, network or *");
  EXPECT_EQ(rate_limit_lines("10.0.0.0/33=1/m"), "line 1 begins with `10.0.0.0/33`, which is no address, network or *");
  EXPECT_EQ(rate_limit_lines("*=1"), "line 1 has no rate such as 100/m");
  EXPECT_EQ(rate_limit_lines("*=-1/m"), "line 1 has no rate such as 100/m");
  EXPECT_EQ(rate_limit_lines("*=1/s"), "line 1 has a unit other than m, h or d");
}

TEST(Patterns, ArePublishedToOrSubscribedTo) {
  EXPECT_EQ(pattern_lines("pub=/*\nsub=/orders/*"), "");
  EXPECT_EQ(pattern_lines("pub="), "line 1 has no pattern");
  EXPECT_EQ(pattern_lines("write=/*"), "line 1 begins with neither pub= nor sub=");
}

const std::string kCertificate = "-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----\n";
const std::string kKey = "-----BEGIN PRIVATE KEY-----\nTUlJQg==\n-----END PRIVATE KEY-----\n";

TEST(Pem, IsAskedForWhatItMustHold) {
  EXPECT_EQ(certificates(kCertificate + kCertificate), "");
  EXPECT_EQ(certificates("MIIB"), "holds no certificate in PEM form");
  EXPECT_EQ(certificates(kCertificate + kKey), "holds a private key, which does not belong here");
  EXPECT_EQ(certificates("-----BEGIN CERTIFICATE-----\nTUlJQg==\n"), "has no END line for its `CERTIFICATE`");
  EXPECT_EQ(certificates("-----BEGIN CERTIFICATE-----\n<b>\n-----END CERTIFICATE-----"),
            "has a `CERTIFICATE` that is not base64");
  EXPECT_EQ(certificates("-----BEGIN "), "has no END line for its ``");
  EXPECT_EQ(key_and_certificates(kKey + kCertificate), "");
  EXPECT_EQ(key_and_certificates(kCertificate), "holds no private key in PEM form");
  EXPECT_EQ(key_and_certificates(kKey), "holds no certificate in PEM form");
}

TEST(DateTime, IsOneThatExists) {
  for (const auto* good : {"2026-05-31 12:00:00", "2026-05-31T12:00:00", "2026-05-31T12:00:00.123456Z",
                           "2024-02-29 00:00:00", "2026-05-31T12:00:00+00:00", "2026-05-31",
                           "2026-05-31 12:00"})
    EXPECT_EQ(date_time(good), "") << good;
  for (const auto* bad : {"2026-02-29 12:00:00", "2026-13-01 12:00:00", "2026-05-31 24:00:00"})
    EXPECT_EQ(date_time(bad), "is not a time such as 2026-05-31 12:00:00, or names one that does not exist") << bad;
  for (const auto* bad :
       {"tomorrow", "2026-05", "2026-05-31 12", "2026-05-31 12:00:00 x", "2026-05-31 12:00:00."})
    EXPECT_NE(date_time(bad), "") << bad;
}

TEST(TimeZone, IsOneOfTheSystems) {
  for (const auto* good : {"", "UTC", "Europe/Warsaw", "America/Argentina/Buenos_Aires"}) EXPECT_EQ(time_zone(good), "") << good;
  for (const auto* bad : {"Mars/Olympus", "../etc/passwd", "/etc/passwd", "Europe", "Europe/Warsaw\n"})
    EXPECT_EQ(time_zone(bad), "is no time zone; names are such as Europe/Warsaw") << bad;
}

TEST(CronDefinition, HasFiveFieldsOrAName) {
  for (const auto* good : {"* * * * *", "*/5 0-6 1,15 jan-MAR mon-fri/2", "0 0 * * 7", "@hourly", "  0  0 * * sun "})
    EXPECT_EQ(cron_definition(good), "") << good;
  EXPECT_EQ(cron_definition("* * * *"), "has 4 fields, not 5: minute, hour, day of the month, month, day of the week");
  EXPECT_EQ(cron_definition("60 * * * *"), "has the minute `60`, which is none");
  EXPECT_EQ(cron_definition("* 5-1 * * *"), "has the hour `5-1`, which is none");
  EXPECT_EQ(cron_definition("* * 0 * *"), "has the day of the month `0`, which is none");
  EXPECT_EQ(cron_definition("* * * foo *"), "has the month `foo`, which is none");
  EXPECT_EQ(cron_definition("*/0 * * * *"), "has the minute `*/0`, which is none");
  EXPECT_EQ(cron_definition("1,,2 * * * *"), "has the minute `1,,2`, which is none");
  EXPECT_NE(cron_definition("@reboot"), "");
}

TEST(ZmqAddress, HasASchemeAndAPort) {
  EXPECT_EQ(zmq_address("tcp://*:5555"), "");
  EXPECT_EQ(zmq_address("ipc:///tmp/socket"), "");
  EXPECT_EQ(zmq_address("inproc://name"), "");
  EXPECT_EQ(zmq_address("tcp://localhost"), "must end with a port");
  EXPECT_EQ(zmq_address("tcp://:5555"), "must end with a port");
  EXPECT_EQ(zmq_address("tcp://*:70000"), "must end with a port");
  EXPECT_EQ(zmq_address("ipc://"), "names no endpoint");
  EXPECT_NE(zmq_address("udp://*:5555"), "");
}

TEST(TopicName, IsPrintableAscii) {
  EXPECT_EQ(topic_name("/zato/demo/sample"), "");
  EXPECT_NE(topic_name("/orders#1"), "");
  EXPECT_NE(topic_name("/my orders"), "");
  EXPECT_NE(topic_name("/\xC3\xA9"), "");
}

TEST(MethodName, IsUpperCase) {
  EXPECT_EQ(method_name("HEAD"), "");
  EXPECT_EQ(method_name("VERSION-CONTROL"), "");
  EXPECT_NE(method_name("get"), "");
  EXPECT_NE(method_name("GET /"), "");
}

}  // namespace
}  // namespace zato::objects
