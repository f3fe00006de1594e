#include "http/multipart.hpp"

#include <gmock/gmock.h>

namespace zato::http {
namespace {

using testing::HasSubstr;

constexpr std::string_view kForm =
    "ignored\r\n--b x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--b x  \r\n"
    "content-disposition: form-data; name=\"f;\\\"\"; filename=\"../x.txt\"\r\nContent-Type: "
    "text/plain\r\n\r\n\r\nline\r\n\r\n--b x--\r\nafter";

TEST(Multipart, HasPartsWithNamesAndFiles) {
  const auto parts = parse_multipart(kForm, "b x");
  ASSERT_TRUE(parts) << parts.error().message;
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ((*parts)[0].name, "a");
  EXPECT_EQ((*parts)[0].content, "one");
  EXPECT_FALSE((*parts)[0].is_file);
  EXPECT_EQ((*parts)[1].name, "f;\"");
  EXPECT_EQ((*parts)[1].file_name, "../x.txt");
  EXPECT_EQ((*parts)[1].content_type, "text/plain");
  EXPECT_EQ((*parts)[1].content, "\r\nline\r\n");
  EXPECT_TRUE(parse_multipart("--b--", "b")->empty());
}

TEST(Multipart, IsKnownByItsBoundary) {
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=abc"), "abc");
  EXPECT_EQ(multipart_boundary("Multipart/Form-Data; charset=x; Boundary=\"a b\""), "a b");
  EXPECT_EQ(multipart_boundary("multipart/mixed; boundary=abc"), "");
  EXPECT_EQ(multipart_boundary("application/x-www-form-urlencoded"), "");
}

TEST(Multipart, RefusesWhatBreaksTheRules) {
  for (const char* bad :
       {"", "--b", "--b\r\n", "--b\r\n\r\nx", "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n",
        "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", "--bx\r\n\r\n\r\n--b--", "x--b--"})
    EXPECT_FALSE(parse_multipart(bad, "b")) << bad;
  EXPECT_FALSE(parse_multipart("--", ""));
}

TEST(Multipart, RefusesMoreThanAThousandParts) {
  std::string body;
  for (int i = 0; i <= 1000; ++i) body += "\r\n--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx";
  EXPECT_THAT(parse_multipart(body + "\r\n--b--", "b").error().message, HasSubstr("more than 1000 parts"));
}

}  // namespace
}  // namespace zato::http
