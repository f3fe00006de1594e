// Anonymous memory that a parent shares with the children it executes: a memfd and its mapping. The parent creates it,
// the child opens it by the inherited descriptor. Used by process (heartbeats) and metrics.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace zato::base {

class SharedMemory {
 public:
  // Zero-filled; a page costs memory only once it is written. `name` shows in /proc/PID/maps.
  static Result<SharedMemory> create(const std::string& name, std::size_t bytes);
  // The whole of an inherited memfd.
  static Result<SharedMemory> open(UniqueFd fd);

  SharedMemory() noexcept = default;
  SharedMemory(SharedMemory&& other) noexcept;
  SharedMemory& operator=(SharedMemory&& other) noexcept;
  ~SharedMemory();

  int fd() const noexcept { return fd_.get(); }
  std::byte* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }

 private:
  static Result<SharedMemory> map(UniqueFd fd, std::size_t bytes);

  UniqueFd fd_;
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace zato::base
