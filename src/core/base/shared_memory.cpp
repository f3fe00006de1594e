#include "base/shared_memory.hpp"

#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

namespace zato::base {

Result<SharedMemory> SharedMemory::create(const std::string& name, std::size_t bytes) {
  UniqueFd fd(::memfd_create(name.c_str(), MFD_CLOEXEC));
  if (!fd) return fail(errno_error("cannot create shared memory " + name, errno));
  if (::ftruncate(fd.get(), static_cast<off_t>(bytes)) != 0)
    return fail(errno_error("cannot size shared memory " + name, errno));
  return map(std::move(fd), bytes);
}

Result<SharedMemory> SharedMemory::open(UniqueFd fd) {
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return fail(errno_error("cannot open inherited shared memory", errno));
  return map(std::move(fd), static_cast<std::size_t>(status.st_size));
}

Result<SharedMemory> SharedMemory::map(UniqueFd fd, std::size_t bytes) {
  void* at = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
  if (at == MAP_FAILED) return fail(errno_error("cannot map shared memory", errno));
  SharedMemory memory;
  memory.fd_ = std::move(fd);
  memory.data_ = static_cast<std::byte*>(at);
  memory.size_ = bytes;
  return memory;
}

SharedMemory::SharedMemory(SharedMemory&& other) noexcept { *this = std::move(other); }

SharedMemory& SharedMemory::operator=(SharedMemory&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

SharedMemory::~SharedMemory() {
  if (data_ != nullptr) ::munmap(data_, size_);
}

}  // namespace zato::base
