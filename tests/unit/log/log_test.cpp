#include "log/log.hpp"

#include <gmock/gmock.h>

#include "base/file.hpp"
#include "base/text.hpp"

namespace zato::log {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr Logger kLog{"zato.test"};

class Log : public testing::Test {
 protected:
  Log() { fs::create_directories(dir_); }
  ~Log() override {
    (void)start({});
    fs::remove_all(dir_);
  }
  std::string content(const std::string& name = "server.log") const { return base::read_file(dir_ / name).value_or(""); }

  const fs::path dir_ = fs::temp_directory_path() / ("zato-log-" + base::random_hex(6));
};

TEST_F(Log, WritesAtAndAboveItsLevel) {
  ASSERT_TRUE(start({.file = dir_ / "server.log", .level = Level::kInfo}));
  kLog.debug("hidden");
  kLog.info("shown {}", 1);
  EXPECT_THAT(content(), HasSubstr("INFO"));
  EXPECT_THAT(content(), HasSubstr("zato.test - shown 1\n"));
  EXPECT_THAT(content(), Not(HasSubstr("hidden")));
}

TEST_F(Log, MasksRegisteredSecrets) {
  ASSERT_TRUE(start({.file = dir_ / "server.log", .format = Format::kJson}));
  mask("hunter2hunter2");
  kLog.info("password is hunter2hunter2.");
  EXPECT_THAT(content(), HasSubstr("password is ******."));
  EXPECT_THAT(content(), Not(HasSubstr("hunter2")));
}

TEST_F(Log, ReopenFollowsAMovedFile) {
  ASSERT_TRUE(start({.file = dir_ / "server.log"}));
  kLog.info("before");
  fs::rename(dir_ / "server.log", dir_ / "server.log.1");
  reopen();
  kLog.info("after");
  EXPECT_THAT(content("server.log.1"), HasSubstr("before"));
  EXPECT_THAT(content(), HasSubstr("after"));
}

TEST_F(Log, RotatesWhenTooLarge) {
  ASSERT_TRUE(start({.file = dir_ / "server.log", .rotate_bytes = 200, .rotate_count = 2}));
  for (int i = 0; i < 20; ++i) kLog.info("line number {}", i);
  EXPECT_THAT(content(), HasSubstr("line number 19"));
  EXPECT_TRUE(fs::exists(dir_ / "server.log.1"));
  EXPECT_TRUE(fs::exists(dir_ / "server.log.2"));
  EXPECT_FALSE(fs::exists(dir_ / "server.log.3"));
}

TEST_F(Log, UnwritableFileIsAnErrorThatNamesIt) {
  const auto started = start({.file = dir_ / "no" / "server.log"});
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().message, HasSubstr("server.log"));
}

}  // namespace
}  // namespace zato::log
