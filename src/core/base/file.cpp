#include "base/file.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace zato::base {
namespace fs = std::filesystem;
namespace {

thread_local SyncBatch* batch = nullptr;

Result<void> write_all(int fd, std::string_view content, const fs::path& path) {
  while (!content.empty()) {
    const ssize_t n = ::write(fd, content.data(), content.size());
    if (n < 0) {
      if (errno == EINTR) continue;
      return fail(errno_error("cannot write " + path.string(), errno));
    }
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  if (!batch && ::fsync(fd) != 0) return fail(errno_error("cannot flush " + path.string(), errno));
  return {};
}

void sync_directory_of(const fs::path& path) {
  if (batch) return note_for_batch(*batch, path);
  const fs::path parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const UniqueFd dir(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (dir) ::fsync(dir.get());
}

// Directories that are made in it from now on lie apart. A file system that knows no such thing refuses; nothing is
// lost.
void keep_directories_apart(const fs::path& parent) {
  const UniqueFd dir(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  int flags = 0;
  if (!dir || ::ioctl(dir.get(), FS_IOC_GETFLAGS, &flags) != 0) return;
  flags |= FS_TOPDIR_FL;
  ::ioctl(dir.get(), FS_IOC_SETFLAGS, &flags);
}

}  // namespace

void note_for_batch(SyncBatch& into, const fs::path& path) { into.files_.insert(path); }

SyncBatch::SyncBatch() { batch = this; }
SyncBatch::~SyncBatch() { batch = nullptr; }

Result<void> SyncBatch::flush() {
  batch = nullptr;
  std::set<fs::path> directories;
  std::vector<std::pair<UniqueFd, const fs::path*>> open_files;
  for (const auto& path : files_) {
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!fd) continue;  // removed again
    // All writes are begun before the first is waited for: the journal is then committed once or twice, not for each
    // file.
    ::sync_file_range(fd.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
    open_files.emplace_back(std::move(fd), &path);
    directories.insert(path.has_parent_path() ? path.parent_path() : fs::path("."));
  }
  for (const auto& [fd, path] : open_files) {
    if (::fsync(fd.get()) != 0) return fail(errno_error("cannot flush " + path->string(), errno));
  }
  for (const auto& directory : directories) {
    const UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd) ::fsync(fd.get());
  }
  files_.clear();
  return {};
}

Result<std::string> read_file(const fs::path& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return fail(errno_error("cannot open " + path.string(), errno));
  std::string content;
  char buffer[16384];
  while (true) {
    const ssize_t n = ::read(fd.get(), buffer, sizeof(buffer));
    if (n == 0) return content;
    if (n < 0) {
      if (errno == EINTR) continue;
      return fail(errno_error("cannot read " + path.string(), errno));
    }
    content.append(buffer, static_cast<std::size_t>(n));
  }
}

Result<void> write_file_atomically(const fs::path& path, std::string_view content, mode_t mode) {
  const fs::path temporary = path.string() + "." + random_hex(6) + ".tmp";
  {
    const UniqueFd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
    if (!fd) return fail(errno_error("cannot create " + temporary.string(), errno));
    ::fchmod(fd.get(), mode);  // open() applied the umask
    if (auto written = write_all(fd.get(), content, temporary); !written) {
      ::unlink(temporary.c_str());
      return written;
    }
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    return fail(errno_error("cannot replace " + path.string(), error));
  }
  sync_directory_of(path);
  return {};
}

Result<void> create_file(const fs::path& path, std::string_view content, mode_t mode) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!fd) return fail(errno_error("cannot create " + path.string(), errno));
  ::fchmod(fd.get(), mode);
  ZATO_CHECK(write_all(fd.get(), content, path));
  sync_directory_of(path);
  return {};
}

Result<void> make_directories(const fs::path& path, mode_t mode) {
  std::error_code error;
  if (fs::is_directory(path, error)) return {};
  if (path.has_parent_path() && path.parent_path() != path) ZATO_CHECK(make_directories(path.parent_path(), mode));
  if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST)
    return fail(errno_error("cannot create directory " + path.string(), errno));
  return {};
}

Result<void> make_directory_apart(const fs::path& path, mode_t mode) {
  std::error_code error;
  if (fs::is_directory(path, error)) return {};
  ZATO_CHECK(make_directories(path.parent_path(), mode));
  keep_directories_apart(path.parent_path());
  // The place follows from the name that it is made with: another name each time, not where the last one has just gone.
  const auto fresh = path.string() + "." + random_hex(8);
  ZATO_CHECK(make_directories(fresh, mode));
  if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) return {};
  ::rmdir(fresh.c_str());  // somebody else was quicker, or the file system cannot do it
  return make_directories(path, mode);
}

Result<UniqueFd> lock_file(const fs::path& path, std::chrono::milliseconds patience) {
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640));
  if (!fd) return fail(errno_error("cannot open " + path.string(), errno));
  const auto end = std::chrono::steady_clock::now() + patience;
  while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return fail(errno_error("cannot lock " + path.string(), errno));
    if (std::chrono::steady_clock::now() >= end)
      return fail(Code::kAlreadyExists, path.string() + " is locked by another process");
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return fd;
}

fs::path executable_directory() { return fs::read_symlink("/proc/self/exe").parent_path(); }

}  // namespace zato::base
