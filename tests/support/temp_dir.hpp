// TempDir: a directory of one test's own under /tmp. When the test fails it prints the tails of all logs found inside
// before it removes itself, so that a failure on a build machine can be understood. ZATO_TEST_KEEP=1 keeps directories
// of failed tests.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace zato::test {

class TempDir {
 public:
  // Short on purpose: paths of Unix sockets below it must fit into 108 bytes.
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
  int exceptions_at_start_;
};

// The last lines of every *.log, *.out and *.err file, and of every file in a directory named logs, below `root`.
std::string log_tails(const std::filesystem::path& root, std::size_t bytes_per_file = 4000);

std::string read_text(const std::filesystem::path& path);  // "" when it cannot be read
void write_text(const std::filesystem::path& path, std::string_view content);

}  // namespace zato::test
