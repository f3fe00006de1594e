// Files as wholes: read, write atomically, lock, make directories. Every failure names the path.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace zato::base {

Result<std::string> read_file(const std::filesystem::path& path);

// Temporary file in the same directory, fsync, rename, fsync of the directory: readers see the old file or the new one,
// also after a crash at any point.
Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view content, mode_t mode);

// New file that must not exist yet (O_EXCL, no symbolic link followed). For keys and first-time configuration.
Result<void> create_file(const std::filesystem::path& path, std::string_view content, mode_t mode);

// While one lives, this thread's new files are not flushed one by one: flush() does it for all of them together, which
// is several times quicker. For setting up something that is worth nothing before it is complete. One at a time per
// thread.
class SyncBatch {
 public:
  SyncBatch();
  SyncBatch(const SyncBatch&) = delete;
  SyncBatch& operator=(const SyncBatch&) = delete;
  ~SyncBatch();

  Result<void> flush();

 private:
  friend void note_for_batch(SyncBatch& batch, const std::filesystem::path& path);
  std::set<std::filesystem::path> files_;
};

Result<void> make_directories(const std::filesystem::path& path, mode_t mode);

// As make_directories(), for a directory of many files that come and go: on ext4 it gets a place on the disk away from its
// siblings (docs/design/0024).
Result<void> make_directory_apart(const std::filesystem::path& path, mode_t mode);

// Exclusive flock on `path` (created when missing), held as long as the descriptor lives and by children that inherit
// it. kAlreadyExists when somebody else holds it, also after `patience`, which blocks the
// thread.
Result<UniqueFd> lock_file(const std::filesystem::path& path, std::chrono::milliseconds patience = {});

// The directory that the running executable lies in.
std::filesystem::path executable_directory();

}  // namespace zato::base
