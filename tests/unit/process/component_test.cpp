#include "process/component.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "base/file.hpp"
#include "base/text.hpp"

namespace zato::process {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Component : public testing::Test {
 protected:
  Component() { fs::create_directories(dir_); }
  ~Component() override { fs::remove_all(dir_); }
  void write_pidfile(const std::string& content) { std::ofstream(dir_ / "pidfile") << content; }

  const fs::path dir_ = fs::temp_directory_path() / ("zato-component-" + base::random_hex(6));
};

TEST_F(Component, WritesItsPidAndRemovesItAtTheEnd) {
  {
    const auto lock = ComponentLock::acquire(dir_);
    ASSERT_TRUE(lock) << lock.error().text();
    EXPECT_EQ(base::read_file(dir_ / "pidfile").value(), std::to_string(::getpid()) + "\n");
    EXPECT_EQ(running_pid(dir_), ::getpid());
  }
  EXPECT_FALSE(fs::exists(dir_ / "pidfile"));
  EXPECT_EQ(running_pid(dir_), std::nullopt);
}

TEST_F(Component, RefusesASecondStartAndNamesTheFirst) {
  const auto first = ComponentLock::acquire(dir_);
  const auto second = ComponentLock::acquire(dir_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::Code::kAlreadyExists);
  EXPECT_THAT(second.error().message, HasSubstr("already running, pid " + std::to_string(::getpid())));
  EXPECT_EQ(running_pid(dir_), ::getpid()) << "the refused one must leave the pidfile alone";
}

TEST_F(Component, IsNotBlockedByAStalePidfile) {
  write_pidfile(std::to_string(::getpid()));  // a living pid even
  EXPECT_EQ(running_pid(dir_), std::nullopt);
  EXPECT_TRUE(ComponentLock::acquire(dir_));
}

TEST_F(Component, IsNotRunningWithGarbageInItsPidfile) {
  for (const auto* content : {"", "abc", "0", "-1", "99999999999999"}) {
    write_pidfile(content);
    EXPECT_EQ(running_pid(dir_), std::nullopt) << content;
  }
}

TEST_F(Component, InAMissingDirectoryIsAnErrorThatNamesIt) {
  const auto lock = ComponentLock::acquire(dir_ / "missing");
  ASSERT_FALSE(lock);
  EXPECT_THAT(lock.error().text(), HasSubstr((dir_ / "missing").string()));
}

}  // namespace
}  // namespace zato::process
