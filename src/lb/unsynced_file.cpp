#include "lb/unsynced_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/unique_fd.hpp"

namespace zato::lb {

base::Result<void> write_unsynced(const std::filesystem::path& path, std::string_view content) {
  const auto temporary = path.string() + ".new";
  base::UniqueFd file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file) return base::fail(base::errno_error("cannot write " + temporary, errno));
  while (!content.empty()) {
    const auto written = ::write(file.get(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return base::fail(base::errno_error("cannot write " + temporary, errno));
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    return base::fail(base::errno_error("cannot replace " + path.string(), errno));
  }
  return {};
}

}  // namespace zato::lb
