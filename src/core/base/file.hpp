// Files as wholes: read, write atomically, lock, make directories. Every failure names the path.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace zato::base {

Result<std::string> read_file(const std::filesystem::path& path);

// Temporary file in the same directory, fsync, rename, fsync of the directory: readers see the old file or the new one, also
// after a crash at any point.
Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view content, mode_t mode);

// New file that must not exist yet (O_EXCL, no symbolic link followed). For keys and first-time configuration.
Result<void> create_file(const std::filesystem::path& path, std::string_view content, mode_t mode);

Result<void> make_directories(const std::filesystem::path& path, mode_t mode);

// Exclusive flock on `path` (created when missing), held as long as the descriptor lives and by children that inherit it.
// kAlreadyExists when somebody else holds it.
Result<UniqueFd> lock_file(const std::filesystem::path& path);

// The directory that the running executable lies in.
std::filesystem::path executable_directory();

}  // namespace zato::base
