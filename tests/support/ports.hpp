// Free loopback ports for real executables. A port stays reserved for its test by a lock file, also against tests that
// run at the same time in other processes; it lies below the kernel's ephemeral range, so no outgoing connection can
// take it meanwhile.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/unique_fd.hpp"

namespace zato::test {

class Port {
 public:
  Port();  // throws when none is left

  std::uint16_t number() const { return number_; }
  operator int() const { return number_; }

 private:
  friend std::vector<Port> consecutive_ports(int count);
  Port(base::UniqueFd lock, int number) : lock_(std::move(lock)), number_(static_cast<std::uint16_t>(number)) {}
  static std::optional<Port> try_take(int number);

  base::UniqueFd lock_;
  std::uint16_t number_ = 0;
};

// For components that count upwards from the first one (server1, server2, …).
std::vector<Port> consecutive_ports(int count);

// Nobody listens there now.
bool port_is_free(std::uint16_t port);

}  // namespace zato::test
