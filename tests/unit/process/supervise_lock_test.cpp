#include "process/supervise_lock.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <fstream>

namespace zato::process {
namespace {

namespace fs = std::filesystem;

class Lock : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "zato-supervise-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(directory_); }
  fs::path directory_;
};

TEST_F(Lock, NamesItsHolderAsLongAsItIsHeld) {
  EXPECT_EQ(supervisor_of(directory_), std::nullopt);
  {
    auto lock = SuperviseLock::acquire(directory_);
    ASSERT_TRUE(lock) << lock.error().text();
    EXPECT_EQ(supervisor_of(directory_), getpid());
    auto second = SuperviseLock::acquire(directory_);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, base::Code::kAlreadyExists);
  }
  EXPECT_EQ(supervisor_of(directory_), std::nullopt);
}

TEST_F(Lock, AFileLeftBehindMeansNothing) {
  std::ofstream(directory_ / ".supervisor") << "1\n";
  EXPECT_EQ(supervisor_of(directory_), std::nullopt);
  EXPECT_TRUE(SuperviseLock::acquire(directory_));
}

}  // namespace
}  // namespace zato::process
