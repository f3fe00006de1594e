#include "log/append_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace zato::log {
namespace fs = std::filesystem;

base::Result<void> AppendFile::open(const fs::path& path) {
  base::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
  if (!fd) return base::fail(base::errno_error("cannot open log file " + path.string(), errno));
  fd_ = std::move(fd);
  path_ = path;
  looked_at_ = base::Monotonic::now();
  return {};
}

void AppendFile::write(std::string_view lines) {
  follow_moved_file();
  while (fd_ && !lines.empty()) {
    const ssize_t n = ::write(fd_.get(), lines.data(), lines.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    lines.remove_prefix(static_cast<std::size_t>(n));
  }
}

void AppendFile::reopen() {
  if (!path_.empty()) (void)open(path_);  // on failure the old descriptor goes on
}

void AppendFile::follow_moved_file() {
  const auto now = base::Monotonic::now();
  if (!fd_ || now - looked_at_ < std::chrono::seconds(1)) return;
  looked_at_ = now;
  struct stat ours {}, current {};
  const bool same = ::fstat(fd_.get(), &ours) == 0 && ::stat(path_.c_str(), &current) == 0 && ours.st_ino == current.st_ino && ours.st_dev == current.st_dev;
  if (!same) reopen();
}

void AppendFile::rotate_beyond(std::size_t bytes, int count) {
  struct stat now {};
  if (!fd_ || ::fstat(fd_.get(), &now) != 0 || static_cast<std::size_t>(now.st_size) < bytes) return;
  std::error_code ignored;
  for (int i = count - 1; i >= 1; --i) fs::rename(path_.string() + "." + std::to_string(i), path_.string() + "." + std::to_string(i + 1), ignored);
  fs::rename(path_, path_.string() + ".1", ignored);
  reopen();
}

}  // namespace zato::log
