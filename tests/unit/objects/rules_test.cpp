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

}  // namespace
}  // namespace zato::objects
