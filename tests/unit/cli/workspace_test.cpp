#include "cli/workspace.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <fstream>

#include "cli/failure.hpp"

namespace zato::cli {
namespace {

namespace fs = std::filesystem;

class WorkspaceTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "zato-workspace-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(root_); }
  fs::path root_;
};

void fill(Workspace& workspace, const fs::path& path) {
  workspace.claim(path);
  workspace.directory(path / "d");
  workspace.file(path / "d" / "f", "x", kKeyMode);
}

TEST_F(WorkspaceTest, LeavesNothingWhenItIsNotKept) {
  {
    Workspace workspace;
    fill(workspace, root_ / "a" / "b");
    EXPECT_TRUE(fs::exists(root_ / "a" / "b" / "d" / "f"));
  }
  EXPECT_TRUE(fs::is_empty(root_));
}

TEST_F(WorkspaceTest, KeepsADirectoryThatWasThereBefore) {
  fs::create_directory(root_ / "a");
  {
    Workspace workspace;
    fill(workspace, root_ / "a");
  }
  EXPECT_TRUE(fs::is_directory(root_ / "a"));
  EXPECT_TRUE(fs::is_empty(root_ / "a"));
}

TEST_F(WorkspaceTest, UndoesTheLastThingFirst) {
  std::string order;
  {
    Workspace workspace;
    workspace.on_failure([&] { order += "1"; });
    workspace.on_failure([&] { order += "2"; });
  }
  EXPECT_EQ(order, "21");
}

TEST_F(WorkspaceTest, KeptFilesHaveTheModesAskedFor) {
  {
    Workspace workspace;
    fill(workspace, root_ / "a");
    workspace.keep();
  }
  EXPECT_EQ(fs::status(root_ / "a" / "d" / "f").permissions(), fs::perms(0400));
  EXPECT_EQ(fs::status(root_ / "a").permissions() & fs::perms(0027), fs::perms(0)) << "others may look inside";
}

TEST_F(WorkspaceTest, RefusesADirectoryThatIsNotEmptyOrNoDirectory) {
  std::ofstream(root_ / "zato.2026.config") << "x";
  EXPECT_NO_THROW(Workspace::refuse_occupied(root_));
  std::ofstream(root_ / "other") << "x";
  for (const auto& path : {root_, root_ / "other"}) {
    try {
      Workspace::refuse_occupied(path);
      FAIL() << path;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), ExitCode::kDirectoryNotEmpty);
      EXPECT_THAT(failure.what(), testing::HasSubstr(path.string()));
    }
  }
}

}  // namespace
}  // namespace zato::cli
