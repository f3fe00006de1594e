#include "outgoing/url.hpp"

#include <gtest/gtest.h>

namespace zato::outgoing {
namespace {

std::string parsed(std::string_view text) {
  const auto url = parse_url(text);
  return url ? url->text() + " " + url->host + " " + std::to_string(url->port) : "refused";
}

TEST(Url, IsReadInItsParts) {
  EXPECT_EQ(parsed("http://CRM.example.com"), "http://crm.example.com/ crm.example.com 80");
  EXPECT_EQ(parsed("https://a:8443/b?c=d#e"), "https://a:8443/b?c=d a 8443");
  EXPECT_EQ(parsed("https://a:443?x"), "https://a/?x a 443");
  EXPECT_EQ(parsed("http://[::1]:81/"), "http://[::1]:81/ ::1 81");
}

TEST(Url, ThatCouldBeReadInTwoWaysIsRefused) {
  for (const char* text :
       {"", "ftp://a/", "//a", "http://", "http://:80", "http://user@a/", "http://a\\@b/", "http://a b/", "http://a:0/",
        "http://a:99999/", "http://a:8x/", "http://[::1", "http://[::1]x/", "http://a/ b", "http://a%2eb/",
        "http://a/\r\nX: y", "http://[x]/", "http://a:80:90/"}) {
    EXPECT_EQ(parsed(text), "refused") << text;
  }
}

TEST(Url, OfARedirectIsResolvedAgainstWhereItCameFrom) {
  const auto from = *parse_url("https://crm:8443/a/b?c=d");
  const auto resolved = [&](std::string_view location) {
    const auto url = resolve_location(from, location);
    return url ? url->text() : "refused";
  };
  EXPECT_EQ(resolved("/x?y"), "https://crm:8443/x?y");
  EXPECT_EQ(resolved("x"), "https://crm:8443/a/x");
  EXPECT_EQ(resolved("?q"), "https://crm:8443/a/b?q");
  EXPECT_EQ(resolved("//other/x"), "https://other/x");
  EXPECT_EQ(resolved("http://other:1/"), "http://other:1/");
  EXPECT_EQ(resolved("x?u=http://a/"), "https://crm:8443/a/x?u=http://a/");
  for (const char* bad : {"", "javascript:x", "file:///etc/passwd", "gopher://a/", "http://u@b/"})
    EXPECT_EQ(resolved(bad), "refused") << bad;
}

}  // namespace
}  // namespace zato::outgoing
