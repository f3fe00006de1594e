// Creating directories and files of components so that a failed command leaves nothing behind. Used by every `create`
// command.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.hpp"

namespace zato::cli {

inline constexpr mode_t kDirectoryMode = 0750;
inline constexpr mode_t kConfigMode = 0640;
inline constexpr mode_t kKeyMode = 0400;
inline constexpr mode_t kScriptMode = 0740;

// Everything made through one Workspace is removed by its destructor unless keep() was called: also when the process is
// told to end by SIGINT or SIGTERM, which throw out of the next call.
class Workspace {
 public:
  Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  ~Workspace();

  // Fails with exit code 5 when `path` exists and is not an empty directory (files named zato*config aside, as in
  // Zato).
  static void refuse_occupied(const std::filesystem::path& path);

  // Makes `path` when it is missing; refuses an occupied one.
  void claim(const std::filesystem::path& path);
  void directory(const std::filesystem::path& path);
  void file(const std::filesystem::path& path, std::string_view content, mode_t mode = kConfigMode);
  void copy(const std::filesystem::path& from, const std::filesystem::path& to, mode_t mode = kConfigMode);
  // For what is neither file nor directory, such as rows of a database.
  void on_failure(std::function<void()> undo) { undo_.push_back(std::move(undo)); }

  // Flushes all files to the disk; from now on they stay.
  void keep();

 private:
  void check_interrupted() const;

  base::SyncBatch batch_;
  std::vector<std::function<void()>> undo_;  // performed backwards
  bool kept_ = false;
};

}  // namespace zato::cli
