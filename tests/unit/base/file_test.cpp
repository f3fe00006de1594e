#include "base/file.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <atomic>
#include <thread>
#include <vector>

#include "base/text.hpp"

namespace zato::base {
namespace {

namespace fs = std::filesystem;

class File : public testing::Test {
 protected:
  File() { fs::create_directories(dir_); }
  ~File() override { fs::remove_all(dir_); }

  const fs::path dir_ = fs::temp_directory_path() / ("zato-file-" + random_hex(6));
};

TEST_F(File, AtomicWriteReplacesTheWholeAndLeavesNothingBehind) {
  ASSERT_TRUE(write_file_atomically(dir_ / "a", "old content", 0640));
  ASSERT_TRUE(write_file_atomically(dir_ / "a", "new", 0600));
  EXPECT_EQ(read_file(dir_ / "a").value(), "new");
  struct stat state {};
  ASSERT_EQ(::stat((dir_ / "a").c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777, 0600U);
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_), fs::directory_iterator()), 1);
}

TEST_F(File, CreateRefusesAnExistingFileAndASymbolicLink) {
  ASSERT_TRUE(create_file(dir_ / "a", "x", 0600));
  EXPECT_EQ(create_file(dir_ / "a", "y", 0600).error().code, Code::kAlreadyExists);
  fs::create_symlink(dir_ / "elsewhere", dir_ / "link");
  EXPECT_FALSE(create_file(dir_ / "link", "y", 0600));
  EXPECT_FALSE(fs::exists(dir_ / "elsewhere"));
}

TEST_F(File, ABatchFlushesWhatItsThreadCreated) {
  {
    SyncBatch batch;
    ASSERT_TRUE(create_file(dir_ / "a", "1", 0600));
    ASSERT_TRUE(write_file_atomically(dir_ / "b", "2", 0600));
    ASSERT_TRUE(create_file(dir_ / "c", "3", 0600));
    fs::remove(dir_ / "c");  // what was taken back is no problem
    EXPECT_TRUE(batch.flush());
  }
  EXPECT_EQ(*read_file(dir_ / "a") + *read_file(dir_ / "b"), "12");
}

TEST_F(File, ADirectoryApartIsMadeOnceHoweverManyMakeIt) {
  const auto path = dir_ / "above" / "apart";
  std::vector<std::thread> makers;
  std::atomic<int> made = 0;
  for (int i = 0; i < 8; ++i)
    makers.emplace_back(
        [&, i] { made += make_directory_apart(path, 0750) && create_file(path / std::to_string(i), "", 0600); });
  for (int i = 0; i < 8; ++i) makers[i].join();
  EXPECT_EQ(made, 8);
  struct stat state {};
  ASSERT_EQ(::stat(path.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777, 0750U);
  EXPECT_EQ(std::distance(fs::directory_iterator(path), fs::directory_iterator()), 8);
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_ / "above"), fs::directory_iterator()), 1);
  EXPECT_THAT(make_directory_apart(path / "0" / "apart", 0750).error().message, testing::HasSubstr(path.string()));
}

TEST_F(File, ErrorsNameThePath) {
  const auto missing = read_file(dir_ / "missing");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::kNotFound);
  EXPECT_NE(missing.error().message.find("missing"), std::string::npos);
}

TEST_F(File, LockIsHeldByOneAndFreedWithItsDescriptor) {
  {
    const auto first = lock_file(dir_ / "lock");
    ASSERT_TRUE(first);
    EXPECT_EQ(lock_file(dir_ / "lock").error().code, Code::kAlreadyExists);
  }
  EXPECT_TRUE(lock_file(dir_ / "lock"));
}

}  // namespace
}  // namespace zato::base
