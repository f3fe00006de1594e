// AppendFile: a log file that several processes append to, one write per line. Used by log.cpp and access_log.cpp.
#pragma once

#include <chrono>
#include <filesystem>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace zato::log {

class AppendFile {
 public:
  base::Result<void> open(const std::filesystem::path& path);
  bool is_open() const noexcept { return static_cast<bool>(fd_); }

  // Looks once a second whether the file was moved away (rotation by us, by a sibling or by logrotate) and then opens the new
  // one. A failed write (disk full) is dropped: logging must not stop the work that it describes.
  void write(std::string_view lines);
  void reopen();

  // Renames path to path.1, path.1 to path.2 … when it has grown beyond `bytes`. One process per file only.
  void rotate_beyond(std::size_t bytes, int count);

 private:
  void follow_moved_file();

  std::filesystem::path path_;
  base::UniqueFd fd_;
  base::MonotonicTime looked_at_{};
};

}  // namespace zato::log
