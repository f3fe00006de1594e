#include "log/access_log.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

#include "base/file.hpp"
#include "base/text.hpp"

namespace zato::log {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using namespace std::chrono_literals;

class AccessLogTest : public testing::Test {
 protected:
  AccessLogTest() : path_(std::filesystem::path(testing::TempDir()) / ("access_" + base::random_hex(8))) {}
  ~AccessLogTest() override { std::filesystem::remove(path_); }

  std::string content() const { return base::read_file(path_).value_or(""); }

  AccessEntry entry() const {
    return {.time = 1'795'218'694,
            .peer = "127.0.0.1",
            .method = "GET",
            .target = "/a?b",
            .version = "HTTP/1.1",
            .status = 200,
            .bytes = 141,
            .referer = {},
            .user_agent = "curl/7.88.1",
            .cid = "K1",
            .duration = 1'000'137us};
  }

  const std::filesystem::path path_;
};

TEST_F(AccessLogTest, WritesApachesCombinedFormatWithCidAndDuration) {
  AccessLog log;
  ASSERT_TRUE(log.open(path_, Format::kText));
  log.add(entry());
  log.flush();
  EXPECT_THAT(
      content(),
      MatchesRegex(
          R"re(127\.0\.0\.1 - - \[2[01]/Nov/2026:[0-9:]{8} [+-][0-9]{4}\] "GET /a\?b HTTP/1\.1" 200 141 "-" "curl/7\.88\.1" K1 1\.000137
)re"));
}

TEST_F(AccessLogTest, EscapesWhatAClientMightForgeLinesWith) {
  AccessLog log;
  ASSERT_TRUE(log.open(path_, Format::kText));
  AccessEntry forged = entry();
  forged.user_agent = "a\" 200 \\ \n\x1b[0m\xc3";
  log.add(forged);
  log.flush();
  EXPECT_THAT(content(), HasSubstr(R"("a\x22 200 \x5c \x0a\x1b[0m\xc3" K1)"));
}

TEST_F(AccessLogTest, SaysDashForARequestThatWasNotUnderstood) {
  AccessLog log;
  ASSERT_TRUE(log.open(path_, Format::kText));
  log.add({.status = 400});
  log.flush();
  EXPECT_THAT(content(), HasSubstr(R"("-" 400 0 "-" "-" - 0.000000)"));
}

TEST_F(AccessLogTest, WritesOneJsonObjectPerLine) {
  AccessLog log;
  ASSERT_TRUE(log.open(path_, Format::kJson));
  AccessEntry odd = entry();
  odd.target = "/\"\n";
  log.add(odd);
  log.flush();
  EXPECT_EQ(
      content(),
      R"({"ts":"2026-11-20T23:51:34.000Z","peer":"127.0.0.1","method":"GET","target":"/\"\n","version":"HTTP/1.1","status":200,)"
      R"("bytes":141,"user_agent":"curl/7.88.1","cid":"K1","duration":1.000137})"
      "\n");
}

TEST_F(AccessLogTest, GathersLinesAndWritesThemTogether) {
  AccessLog log;
  ASSERT_TRUE(log.open(path_, Format::kText));
  log.add(entry());
  EXPECT_EQ(content(), "");
  while (content().empty()) log.add(entry());
  EXPECT_GE(content().size(), 64u * 1024);
  EXPECT_EQ(content().back(), '\n');
}

TEST_F(AccessLogTest, LosesNothingWhenItEndsOrItsFileIsMoved) {
  const std::filesystem::path moved = path_.string() + ".1";
  {
    AccessLog log;
    ASSERT_TRUE(log.open(path_, Format::kText));
    log.add(entry());
    std::filesystem::rename(path_, moved);
    log.reopen();
    log.add(entry());
  }
  EXPECT_EQ(base::read_file(moved).value_or(""), content());
  EXPECT_THAT(content(), HasSubstr(" K1 "));
  std::filesystem::remove(moved);
}

}  // namespace
}  // namespace zato::log
