#include "deploy/files.hpp"

#include <gmock/gmock.h>

namespace zato::deploy {
namespace {

using testing::HasSubstr;

TEST(Names, OfPlainFilesOfServicesAreFine) {
  for (const char* name : {"crm.py", "crm.pyw", "acme/crm-2.py", "hello.so", "src/acme/api/__init__.py"})
    EXPECT_TRUE(check_name(name)) << name;
}

TEST(Names, ThatLeadElsewhereOrPlayWithTerminalsAreRefused) {
  for (const char* name :
       {"", "/a.py", "../a.py", "a/../b.py", "a//b.py", "a/", ".a.py", "a/.b.py", "-a.py", "a b.py", "a\nb.py",
        "a\x1b[31m.py", "a\\b.py", "a;b.py", "a.txt", "a.py.txt", "py", "a/b/c/d/e/f/g/h/i.py"})
    EXPECT_FALSE(check_name(name)) << name;
  EXPECT_FALSE(check_name(std::string(300, 'a') + ".py"));
  EXPECT_THAT(check_name("a\x1b[31m.py").error().message, testing::Not(HasSubstr("\x1b")));
}

TEST(Order, IsZatos) {
  std::vector<File> files{
      {"zeta.py", ""}, {"model_b.py", ""}, {"alpha.py", ""}, {"util_x.py", ""}, {"dir/common.py", ""}};
  ASSERT_TRUE(check_files(files, {}));
  std::vector<std::string> names;
  for (const auto& file : files) names.push_back(file.name);
  EXPECT_THAT(names, testing::ElementsAre("dir/common.py", "util_x.py", "model_b.py", "alpha.py", "zeta.py"));
}

TEST(Limits, AreKept) {
  std::vector<File> files{{"a.py", "12345"}, {"b.py", "12345"}};
  EXPECT_TRUE(check_files(files, {.files = 2, .file_bytes = 5, .total_bytes = 10}));
  EXPECT_FALSE(check_files(files, {.files = 1}));
  EXPECT_FALSE(check_files(files, {.file_bytes = 4}));
  EXPECT_FALSE(check_files(files, {.total_bytes = 9}));
  files.push_back({"a.py", "other"});
  EXPECT_THAT(check_files(files, {}).error().message, HasSubstr("twice"));
  files.clear();
  EXPECT_FALSE(check_files(files, {}));
}

}  // namespace
}  // namespace zato::deploy
